import { startApp, type TestApp } from '../support/app';
import { auditEvents } from '../support/attacks';
import { type Operator, registerOperator, registerUser } from '../support/factories';

const ID = '01890000-0000-7000-8000-000000000000';
/** What everybody may do to their own account and nobody else's, and what needs no session. */
const own =
  /^(POST|PUT|PATCH|DELETE) \/api\/(auth|2fa|notifications|recovery|security-reports|security-settings|webhooks)\b/;

let app: TestApp;
let auditor: Operator;
let admin: Operator;

beforeAll(async () => {
  app = await startApp();
  [auditor, admin] = [await registerOperator(app, 'auditor'), await registerOperator(app, 'admin')];
  await registerUser(app);
});
afterAll(() => app.close());

it('an auditor is refused by every route that changes anything but their own account', async () => {
  const { body: openApi } = await app.call('GET', '/openapi.json');
  const routes = Object.entries(openApi.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => ['post', 'put', 'patch', 'delete'].includes(method))
      .map((method) => ({ method: method.toUpperCase(), path })),
  );
  const others = routes.filter(({ method, path }) => !own.test(`${method} ${path}`));
  expect(others.length).toBeGreaterThan(25);
  const open: string[] = [];
  for (const { method, path } of others) {
    const { status } = await app.call(
      method,
      path.replace('{accountType}', 'client').replace(/\{\w+\}/g, ID),
      { token: auditor.token, body: {}, headers: { 'Idempotency-Key': `key-${method}-${path.length}` } },
    );
    if (status !== 403) open.push(`${method} ${path} ${status}`);
  }
  expect(open).toEqual([]);
});

it.each(['auditor', 'admin'] as const)(
  'an %s cannot hide an export or a read, also when they break it off',
  async (who) => {
    const reader = { auditor, admin }[who];
    const count = async () =>
      (
        await auditEvents(app, `actor_id = $1 AND type IN ('audit.exported', 'audit.read', 'records.read')`, [
          reader.id,
        ])
      ).length;
    const before = await count();
    for (const path of [
      'audit/export?format=ndjson',
      'audit/events?limit=1',
      'audit/reports/soc2',
      'analytics/2fa',
    ]) {
      const aborting = new AbortController();
      const asked = fetch(`${app.url}/api/${path}`, {
        headers: { Authorization: `Bearer ${reader.token}` },
        signal: aborting.signal,
      });
      await asked.then(({ status }) => expect(status).toBe(200));
      aborting.abort();
    }
    expect(await count()).toBe(before + 4);
    for (const [method, path] of [
      ['HEAD', 'audit/export?format=csv'],
      ['GET', 'v1/audit/export?format=csv'],
      ['GET', 'audit/export/?format=csv'],
      ['GET', 'audit//export?format=csv'],
      ['GET', 'AUDIT/EXPORT?format=csv'],
    ] as const) {
      const recorded = await count();
      const { status } = await fetch(`${app.url}/api/${path}`, {
        method,
        headers: { Authorization: `Bearer ${reader.token}` },
      });
      expect([method, path, status === 200 ? (await count()) - recorded : 1]).toEqual([method, path, 1]);
    }
  },
);
