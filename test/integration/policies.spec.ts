import { randomUUID } from 'node:crypto';
import { DAY, HOUR } from '../../src/common/clock';
import { type Account, enrolTotp, expectStatus, openAccount } from '../support/accounts';
import { actAsAdmin, proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, together } from '../support/attacks';
import { type Operator, registerOperator } from '../support/factories';

let app: TestApp;
let admin: Operator;

beforeEach(async () => {
  app = await startApp();
  admin = await registerOperator(app, 'admin');
});
afterEach(() => app.close());

const path = (accountType: string, rest = '') =>
  `/api/admin/2fa-policies${accountType && `/${accountType}`}${rest}`;

const put = (accountType: string, body: unknown) => actAsAdmin(app, admin, 'PUT', path(accountType), body);

const get = async (accountType: string, rest = '') =>
  (await expectStatus(200, app.call('GET', path(accountType, rest), { token: admin.token }))).body;

const statusOf = async ({ token }: Account) =>
  (await expectStatus(200, app.call('GET', '/api/2fa/status', { token }))).body.policy;

const at = (milliseconds: number) => new Date(app.clock.now().getTime() + milliseconds).toISOString();

it('shows what is in force as installed', async () => {
  const { items } = await get('');
  expect(
    items.map(({ accountType, enforcement, version }: Record<string, unknown>) => [
      accountType,
      enforcement,
      version,
    ]),
  ).toEqual([
    ['client', 'optional', 1],
    ['payee', 'optional', 1],
    ['admin', 'required', 1],
    ['auditor', 'required', 1],
  ]);
  expect(await get('client')).toMatchObject({ author: null, status: 'in-force', scheduled: [] });
  expect((await app.call('GET', path('nobody'), { token: admin.token })).status).toBe(404);
});

it('adds a version that counts at once, with who and why', async () => {
  const client = await openAccount(app);
  const body = { enforcement: 'required', graceDays: 7, methods: ['totp'], reason: 'Fraud in spring' };
  const answer = await expectStatus(200, put('client', body));
  expect(answer.body).toMatchObject({
    version: 2,
    status: 'in-force',
    enforcement: 'required',
    graceDays: 7,
    methods: ['totp'],
    minimumLogin: 'totp',
    sessionHours: 12,
    author: { id: admin.id, name: 'Ada Lovelace' },
    reason: 'Fraud in spring',
    restoresVersion: null,
  });
  expect(await statusOf(client)).toMatchObject({ enforcement: 'required', methods: ['totp'] });
  expect((await get('client', '/versions')).items).toMatchObject([
    { version: 2, status: 'in-force' },
    { version: 1, status: 'ended', reason: 'As installed' },
  ]);
  expect(await auditEvents(app, `type = 'policy.changed'`)).toMatchObject([
    {
      outcome: 'success',
      actorId: admin.id,
      subjectType: 'policy',
      details: {
        accountType: 'client',
        version: 2,
        before: { enforcement: 'optional' },
        after: { enforcement: 'required' },
        weakened: [],
      },
    },
  ]);
});

it('takes a fresh second factor for each act', async () => {
  const body = { enforcement: 'required' };
  const bare = await app.call('PUT', path('client'), { token: admin.token, body });
  expect([bare.status, bare.body.code, bare.body.purpose]).toEqual([
    401,
    'second-factor-required',
    'admin-recovery',
  ]);
  const challenge = await proveAdmin(app, admin);
  const headers = { 'X-2FA-Challenge': challenge };
  const answers = await together(5, () =>
    app.call('PUT', path('client'), { token: admin.token, body, headers }),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const other = await registerOperator(app, 'admin');
  const borrowed = { 'X-2FA-Challenge': await proveAdmin(app, other) };
  expect(
    (await app.call('PUT', path('client'), { token: admin.token, body, headers: borrowed })).status,
  ).toBe(401);
  expect((await get('client', '/versions')).items).toHaveLength(2);
});

it('is for admins only', async () => {
  for (const person of [await openAccount(app), await registerOperator(app, 'auditor')])
    for (const [method, rest] of [
      ['GET', ''],
      ['PUT', ''],
      ['GET', '/impact'],
      ['GET', '/versions'],
      ['POST', '/restore'],
    ] as const) {
      const body = method === 'GET' ? undefined : { enforcement: 'optional' };
      const { status } = await app.call(method, path('client', rest), { token: person.token, body });
      expect([method, rest, status]).toEqual([method, rest, 403]);
    }
});

it('begins on the day that is named, unless a newer version comes before', async () => {
  const client = await openAccount(app);
  const scheduled = await expectStatus(200, put('client', { enforcement: 'required', startsAt: at(DAY) }));
  expect(scheduled.body).toMatchObject({ version: 2, status: 'scheduled' });
  expect(await get('client')).toMatchObject({ version: 1, scheduled: [{ version: 2 }] });
  expect(await statusOf(client)).toMatchObject({ enforcement: 'optional' });
  await expectStatus(200, put('client', { enforcement: 'optional', startsAt: at(DAY / 2) }));
  expect(await get('client')).toMatchObject({ version: 1, scheduled: [{ version: 3 }] });
  expect((await get('client', '/versions')).items).toMatchObject([
    { version: 3, status: 'scheduled' },
    { version: 2, status: 'superseded' },
    { version: 1, status: 'in-force' },
  ]);
  await expectStatus(200, put('payee', { enforcement: 'required', startsAt: at(HOUR) }));
  const payee = await openAccount(app, { accountType: 'payee' });
  expect(await statusOf(payee)).toMatchObject({ enforcement: 'optional' });
  app.clock.advance(HOUR);
  const later = await openAccount(app, { accountType: 'payee' });
  expect(await statusOf(later)).toMatchObject({ enforcement: 'required' });
});

it('refuses what makes no policy', async () => {
  for (const [body, pointer] of [
    [{}, '/enforcement'],
    [{ enforcement: 'always' }, '/enforcement'],
    [{ enforcement: 'required', graceDays: -1 }, '/graceDays'],
    [{ enforcement: 'required', graceDays: 366 }, '/graceDays'],
    [{ enforcement: 'required', methods: [] }, '/methods'],
    [{ enforcement: 'required', methods: ['totp', 'totp'] }, '/methods/1'],
    [{ enforcement: 'required', methods: ['backup_code'] }, '/methods/0'],
    [{ enforcement: 'required', methods: ['sms'], minimumLogin: 'totp' }, '/minimumLogin'],
    [{ enforcement: 'required', sessionHours: 13 }, '/sessionHours'],
    [{ enforcement: 'required', trustDays: 31 }, '/trustDays'],
    [{ enforcement: 'required', startsAt: '2020-01-01T00:00:00Z' }, '/startsAt'],
    [{ enforcement: 'required', startsAt: '2999-01-01T00:00:00Z' }, '/startsAt'],
    [{ enforcement: 'required', authorId: randomUUID() }, '/authorId'],
  ] as const) {
    const answer = await put('client', body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  }
  expect((await get('client')).version).toBe(1);
});

it('does not begin grace anew when it is lowered and raised again', async () => {
  const client = await openAccount(app);
  await expectStatus(200, put('client', { enforcement: 'required', graceDays: 7 }));
  const { graceEndsAt } = await statusOf(client);
  app.clock.advance(5 * 60_000);
  await expectStatus(200, put('client', { enforcement: 'optional' }));
  expect(await statusOf(client)).toMatchObject({ graceEndsAt: null });
  app.clock.advance(5 * 60_000);
  await expectStatus(200, put('client', { enforcement: 'required', graceDays: 7 }));
  expect(await statusOf(client)).toMatchObject({ graceEndsAt });
  await enrolTotp(app, client);
  expect(await statusOf(client)).toMatchObject({ graceEndsAt: null });
});

it('goes back to an older version by adding one like it', async () => {
  await expectStatus(200, put('client', { enforcement: 'required', graceDays: 0, methods: ['totp'] }));
  const restore = actAsAdmin(app, admin, 'POST', path('client', '/restore'), {
    version: 1,
    reason: 'Too early',
  });
  expect((await expectStatus(200, restore)).body).toMatchObject({
    version: 3,
    enforcement: 'optional',
    restoresVersion: 1,
    reason: 'Too early',
    author: { id: admin.id },
  });
  const missing = await actAsAdmin(app, admin, 'POST', path('client', '/restore'), { version: 9 });
  expect(missing.status).toBe(404);
});

it('lets no admin weaken what is asked of admins, in force or about to be', async () => {
  const weakened = async (body: Record<string, unknown>) => {
    const answer = await put('admin', body);
    return [answer.status, answer.body.code, answer.body.weakened];
  };
  expect(await weakened({ enforcement: 'optional' })).toEqual([
    403,
    'second-admin-required',
    ['enforcement'],
  ]);
  expect(await weakened({ enforcement: 'required', graceDays: 3 })).toEqual([
    403,
    'second-admin-required',
    ['graceDays'],
  ]);
  const strict = { enforcement: 'required', methods: ['totp'], startsAt: at(HOUR) };
  await expectStatus(200, put('admin', strict));
  const back = await actAsAdmin(app, admin, 'POST', path('admin', '/restore'), { version: 1 });
  expect([back.status, back.body.code]).toEqual([403, 'second-admin-required']);
  expect(await get('admin')).toMatchObject({ version: 1, scheduled: [{ version: 2, methods: ['totp'] }] });
  const [refused] = await auditEvents(app, `type = 'policy.changed' AND outcome = 'failure'`);
  expect(refused).toMatchObject({ actorId: admin.id, details: { reason: 'second-admin-required' } });
  const asNow = { enforcement: 'required', reason: 'Authenticators come late' };
  const proposed = await expectStatus(
    202,
    actAsAdmin(app, admin, 'POST', path('admin', '/proposals'), asNow),
  );
  expect(proposed.body.change.weakened).toContain('methods');
});

it('gives two admins at once a version each', async () => {
  const other = await registerOperator(app, 'admin');
  const challenges = [await proveAdmin(app, admin), await proveAdmin(app, other)];
  const answers = await together(2, (index) =>
    app.call('PUT', path('client'), {
      token: index === 0 ? admin.token : other.token,
      body: { enforcement: 'required', graceDays: index },
      headers: { 'X-2FA-Challenge': challenges[index] as string },
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3]);
});
