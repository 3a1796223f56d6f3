import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ACCOUNT_TYPES, PUBLIC } from '../../src/auth/sessions/principal';
import { IDEMPOTENT } from '../../src/common/http/idempotent';
import { startApp, type TestApp } from '../support/app';

interface Route {
  name: string;
  access: unknown;
  accountTypes: string[] | undefined;
  idempotent: boolean;
}

let app: TestApp;
let routes: Route[];
beforeAll(async () => {
  app = await startApp();
  routes = routesOf(app);
});
afterAll(() => app?.close());

const named = (filter: (route: Route) => unknown) =>
  routes
    .filter(filter)
    .map(({ name }) => name)
    .sort();

it('opens only these routes to whoever has no session', () => {
  expect(named(({ access }) => access !== undefined)).toEqual([
    'GET livez',
    'GET metrics',
    'GET readyz',
    'POST 2fa/challenges/:id/resend',
    'POST 2fa/validate',
    'POST auth/login',
    'POST auth/password-reset',
    'POST auth/password-reset/confirm',
    'POST auth/register',
    'POST auth/verify-email',
    'POST recovery/complete',
    'POST recovery/requests',
    'POST recovery/requests/status',
    'POST recovery/veto',
    'POST security-reports',
    'POST webhooks/stripe',
    'POST webhooks/twilio/incoming',
    'POST webhooks/twilio/status',
  ]);
});

it('answers 401 on all others', async () => {
  const closed = routes.filter(({ access }) => access === undefined);
  expect(closed.length).toBeGreaterThan(20);
  for (const { name } of closed) {
    const [method = '', path = ''] = name.split(' ');
    const { status } = await app.call(
      method,
      `/api/${path.replace(':id', '01890000-0000-7000-8000-000000000000')}`,
    );
    expect(`${name} ${status}`).toBe(`${name} 401`);
  }
});

it('decides for each change of contracts, milestones and payments whether it moves money', () => {
  const movesNoMoney = [
    'POST admin/security-reports/:id/close',
    'DELETE milestones/approvals/:id',
    'PATCH milestones/:id',
    'POST admin/2fa-policies/:accountType/restore',
    'PUT admin/2fa-policies/:accountType',
    'POST contracts',
    'POST contracts/:id/milestones',
    'POST milestones/:id/submit',
  ];
  // Its key is the approval: verified and carried out once, whoever repeats it.
  const hasItsOwnKey = ['POST milestones/verify-and-pay'];
  const changes = named(
    ({ name }) => !name.startsWith('GET') && /^\w+ (contracts|milestones|payments|admin)/.test(name),
  );
  const idempotent = named((route) => route.idempotent);
  expect(changes.filter((name) => !idempotent.includes(name)).sort()).toEqual(
    [...movesNoMoney, ...hasItsOwnKey].sort(),
  );
  expect(idempotent).toEqual(
    expect.arrayContaining(['POST contracts/:id/authorizations', 'POST milestones/approvals']),
  );
});

it('lets only clients change contracts and approvals, and only auditors and admins read the log', () => {
  const accountTypes = Object.fromEntries(
    routes.map((route) => [route.name, route.accountTypes?.toSorted()]),
  );
  expect(accountTypes).toMatchObject({
    'POST contracts': ['client'],
    'POST contracts/:id/milestones': ['client'],
    'POST contracts/:id/authorizations': ['client'],
    'POST milestones/approvals': ['client'],
    'POST milestones/verify-and-pay': ['client'],
    'POST milestones/:id/submit': ['payee'],
    'GET payment-methods': ['client'],
    'GET audit/events': ['admin', 'auditor'],
    'GET audit/events/:id': ['admin', 'auditor'],
    'GET admin/messages/health': ['admin', 'auditor'],
    'GET analytics/2fa': ['admin', 'auditor'],
    'GET admin/security-reports': ['admin', 'auditor'],
    'POST admin/security-reports/:id/close': ['admin'],
  });
});

function routesOf({ nest }: TestApp): Route[] {
  return [...nest.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype }) => {
      const { prototype } = metatype as { prototype: Record<string, unknown> };
      const controller = metatype as object;
      return Object.getOwnPropertyNames(prototype).flatMap((method) => {
        if (method === 'constructor') return [];
        const handler = Object.getOwnPropertyDescriptor(prototype, method)?.value as object;
        const path = Reflect.getMetadata('path', handler) as string | undefined;
        if (path === undefined) return [];
        const read = (key: string) =>
          Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller);
        const verb = RequestMethod[Reflect.getMetadata('method', handler) as number];
        const whole = [Reflect.getMetadata('path', controller) as string, path]
          .join('/')
          .replace(/\/+/g, '/')
          .replace(/^\/|\/$/g, '');
        return {
          name: `${verb} ${whole}`,
          access: read(PUBLIC),
          accountTypes: read(ACCOUNT_TYPES),
          idempotent: read(IDEMPOTENT) === true,
        };
      });
    });
}
