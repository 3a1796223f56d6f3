import { DAY } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { actAsAdmin, proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { together } from '../support/attacks';
import { type Operator, registerOperator } from '../support/factories';
import { changePolicy } from '../support/policies';

let app: TestApp;
let admin: Operator;

beforeAll(async () => {
  app = await startApp();
  admin = await registerOperator(app, 'admin');
});
afterAll(() => app.close());

const path = (accountType: string, rest = '') =>
  `/api/admin/2fa-policies${accountType && `/${accountType}`}${rest}`;

const put = (accountType: string, body: unknown) => actAsAdmin(app, admin, 'PUT', path(accountType), body);

const get = async (accountType: string, rest = '') =>
  (await expectStatus(200, app.call('GET', path(accountType, rest), { token: admin.token }))).body;

const at = (days: number) => new Date(app.clock.now().getTime() + days * DAY).toISOString();

it('says which clients could not pay any more, or not much', async () => {
  const created = at(-1);
  for (const [name, method] of [
    ['nothing', null],
    ['mail', 'email'],
    ['app', 'totp'],
  ])
    await app.query(
      `WITH person AS (
         INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
         VALUES (gen_random_uuid(), $1::text || '@example.com', $1::text, 'client', $2, $2) RETURNING id)
       INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
       SELECT gen_random_uuid(), id, $3, '', 'active', CASE WHEN $3::text = 'totp' THEN '' END, $2, $2 FROM person WHERE $3 IS NOT NULL`,
      [name, created, method],
    );
  const of = async (query: string) => {
    const { counts, items } = await get('client', `/impact?${query}`);
    const people = items.map(({ name, impacts }: { name: string; impacts: string[] }) => [name, impacts]);
    return { counts, people: Object.fromEntries(people) };
  };
  const none = { cannotPay: 0, cannotPayLarge: 0 };
  expect((await of('')).counts).toMatchObject({ users: 3, ...none });
  const strict = await of('minimumPayment=sms&minimumLargePayment=webauthn&largePaymentAbove=100000');
  expect(strict.counts).toMatchObject({ cannotPay: 2, cannotPayLarge: 3 });
  expect(strict.people).toEqual({
    nothing: ['cannot-pay', 'cannot-pay-large'],
    mail: ['cannot-pay', 'cannot-pay-large'],
    app: ['cannot-pay-large'],
  });
  expect((await of('minimumLargePayment=webauthn&largePaymentAbove=none')).counts).toMatchObject(none);
  expect(Object.keys((await of('emailMaxAmount=0&impact=cannot-pay')).people).sort()).toEqual([
    'mail',
    'nothing',
  ]);
});

it('says what would ask less than now, who has to agree, and which version would never begin', async () => {
  const of = (accountType: string, query: string) => get(accountType, `/impact?${query}`);
  expect(await of('admin', 'graceDays=3&trustDays=0')).toMatchObject({
    weakened: ['graceDays'],
    needsSecondAdmin: true,
    supersedes: [],
    newestVersion: 1,
  });
  expect(await of('admin', 'trustDays=0')).toMatchObject({
    weakened: [],
    needsSecondAdmin: false,
    yours: [],
  });
  expect(await of('admin', 'methods=webauthn')).toMatchObject({
    counts: { users: 1, lockedOut: 1 },
    yours: ['locked-out', 'no-allowed-method'],
  });
  expect(await of('auditor', 'enforcement=optional')).toMatchObject({
    weakened: ['enforcement'],
    needsSecondAdmin: false,
  });
  const strict = { methods: ['totp'], minimum_login: 'totp', minimum_payment: 'totp' };
  const minimums = { minimum_large_payment: 'totp', minimum_factor_change: 'totp' };
  await changePolicy(app, 'auditor', { ...strict, ...minimums, starts_at: at(2) });
  expect(await of('auditor', `startsAt=${at(1)}&methods=totp,sms`)).toMatchObject({
    supersedes: [2],
    newestVersion: 2,
    weakened: expect.arrayContaining(['methods']),
  });
  expect(await of('auditor', `startsAt=${at(3)}`)).toMatchObject({ supersedes: [] });
  for (const never of [at(-1), at(400)]) {
    const path = `/api/admin/2fa-policies/auditor/impact?startsAt=${never}`;
    const { body } = await app.call('GET', path, { token: admin.token });
    expect([body.code, body.errors[0].pointer]).toEqual(['validation-failed', '/startsAt']);
  }
});

it('puts, proposes and restores only what was previewed', async () => {
  const later = { enforcement: 'required', startsAt: at(1), expectedVersion: 1 };
  await expectStatus(200, put('client', later));
  const stale = [
    await put('client', { enforcement: 'required', expectedVersion: 1 }),
    await actAsAdmin(app, admin, 'POST', path('client', '/restore'), { version: 1, expectedVersion: 1 }),
    await actAsAdmin(app, admin, 'POST', path('client', '/proposals'), {
      enforcement: 'optional',
      expectedVersion: 1,
      reason: 'Too early',
    }),
  ];
  expect(stale.map(({ status, body }) => [status, body.code, body.newestVersion])).toEqual(
    stale.map(() => [409, 'policy-changed', 2]),
  );
  const other = await registerOperator(app, 'admin');
  const challenges = [await proveAdmin(app, admin), await proveAdmin(app, other)];
  const answers = await together(2, (index) =>
    app.call('PUT', path('client'), {
      token: index === 0 ? admin.token : other.token,
      body: { enforcement: 'required', graceDays: index, expectedVersion: 2 },
      headers: { 'X-2FA-Challenge': challenges[index] as string },
    }),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const restored = { version: 1, expectedVersion: 3 };
  await expectStatus(200, actAsAdmin(app, admin, 'POST', path('client', '/restore'), restored));
});

it('shows one version, and with each policy what is scheduled', async () => {
  await expectStatus(200, put('payee', { enforcement: 'required', startsAt: at(1) }));
  expect(await get('payee', '/versions/2')).toMatchObject({ version: 2, status: 'scheduled' });
  expect((await get('')).items).toMatchObject([
    { accountType: 'client', scheduled: [] },
    { accountType: 'payee', version: 1, scheduled: [{ version: 2 }] },
    { accountType: 'admin' },
    { accountType: 'auditor' },
  ]);
  for (const missing of ['3', '0', 'x', '99999999999'])
    expect(
      (await app.call('GET', path('payee', `/versions/${missing}`), { token: admin.token })).status,
    ).toBe(404);
});
