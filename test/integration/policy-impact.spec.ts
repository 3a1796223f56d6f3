import { DAY } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Operator, registerOperator } from '../support/factories';
import { changePolicy } from '../support/policies';

let app: TestApp;
let admin: Operator;

const MANY = 1_000;
/** Age in days and the factor of a thousand payees each. */
const crowd = [
  { kind: 'new', days: 1, method: null },
  { kind: 'old', days: 30, method: null },
  { kind: 'app', days: 30, method: 'totp' },
  { kind: 'mail', days: 1, method: 'email' },
] as const;

beforeAll(async () => {
  app = await startApp();
  admin = await registerOperator(app, 'admin');
  for (const { kind, days, method } of crowd) {
    const created = new Date(app.clock.now().getTime() - days * DAY);
    await app.query(
      `WITH people AS (
         INSERT INTO users (id, email, name, account_type, email_verified_at, created_at)
         SELECT gen_random_uuid(), '${kind}-' || n || '@example.com', '${kind}', 'payee', $1, $1 FROM generate_series(1, ${MANY}) n RETURNING id)
       INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, confirmed_at)
       SELECT gen_random_uuid(), id, $2, '', 'active', CASE WHEN $2 = 'totp' THEN '' END, $1, $1 FROM people WHERE $2 IS NOT NULL`,
      [created, method],
    );
  }
});
afterAll(() => app.close());

const impact = (query = '') =>
  app.call('GET', `/api/admin/2fa-policies/payee/impact${query}`, { token: admin.token });

const noneCannotPay = { cannotPay: 0, cannotPayLarge: 0 };
const countsOf = async (query: string) => (await expectStatus(200, impact(query))).body.counts;

it('tells how many would be reminded, locked out, and left without an allowed method', async () => {
  const users = 4 * MANY;
  expect(await countsOf('')).toEqual({
    users,
    prompted: 0,
    lockedOut: 0,
    noAllowedMethod: 0,
    ...noneCannotPay,
  });
  expect(await countsOf('?enforcement=required&graceDays=7')).toEqual({
    users,
    prompted: 2 * MANY,
    lockedOut: 0,
    noAllowedMethod: 0,
    ...noneCannotPay,
  });
  expect(await countsOf('?enforcement=required&graceDays=0&methods=totp')).toEqual({
    users,
    prompted: 0,
    lockedOut: 3 * MANY,
    noAllowedMethod: MANY,
    ...noneCannotPay,
  });
  expect(await countsOf('?methods=totp,sms')).toEqual({
    users,
    prompted: 0,
    lockedOut: 0,
    noAllowedMethod: MANY,
    ...noneCannotPay,
  });
});

it('counts grace from the first version that required a factor', async () => {
  const weekAgo = new Date(app.clock.now().getTime() - 7 * DAY).toISOString();
  await changePolicy(app, 'payee', {
    enforcement: 'required',
    starts_at: weekAgo,
    created_at: weekAgo,
    required_since: weekAgo,
  });
  await changePolicy(app, 'payee', { enforcement: 'optional' });
  const { prompted, lockedOut } = await countsOf('?enforcement=required&graceDays=5');
  expect([prompted, lockedOut]).toEqual([MANY, MANY]);
  const startsAt = encodeURIComponent(new Date(app.clock.now().getTime() + 10 * DAY).toISOString());
  const later = await countsOf(`?enforcement=required&graceDays=5&startsAt=${startsAt}`);
  expect([later.prompted, later.lockedOut]).toEqual([0, 2 * MANY]);
});

it('lists the people, page by page', async () => {
  const query = '?enforcement=required&graceDays=0&methods=totp&limit=100';
  const seen = new Map<string, string[]>();
  for (const wanted of ['locked-out', 'no-allowed-method']) {
    const names: string[] = [];
    for (let cursor = ''; cursor !== null; ) {
      const { body } = await expectStatus(
        200,
        impact(`${query}&impact=${wanted}${cursor && `&cursor=${cursor}`}`),
      );
      names.push(...body.items.map(({ name, id }: { name: string; id: string }) => `${name} ${id}`));
      cursor = body.nextCursor;
    }
    seen.set(wanted, names);
  }
  expect(new Set(seen.get('locked-out')).size).toBe(3 * MANY);
  expect(seen.get('no-allowed-method')?.every((name) => name.startsWith('mail '))).toBe(true);
  expect(seen.get('no-allowed-method')).toHaveLength(MANY);
});

it('shows of each person what they have and when their grace ends, and changes nothing', async () => {
  const { body } = await expectStatus(
    200,
    impact('?enforcement=required&methods=totp&impact=no-allowed-method&limit=1'),
  );
  expect(body.items).toEqual([
    {
      id: expect.any(String),
      email: expect.stringMatching(/^mail-/),
      name: 'mail',
      methods: ['email'],
      graceEndsAt: expect.any(String),
      impacts: ['prompted', 'no-allowed-method'],
    },
  ]);
  const read = await app.call('GET', '/api/admin/2fa-policies/payee', { token: admin.token });
  expect(read.body.enforcement).toBe('optional');
});

it.each([
  '?enforcement=maybe',
  '?graceDays=many',
  '?methods=',
  '?methods=totp,totp',
  '?impact=all',
  '?minimumLogin=email&methods=totp',
  '?minimumPayment=email&methods=totp',
  '?largePaymentAbove=-1',
  '?emailMaxAmount=much',
  '?trustDays=31',
])('refuses %s', async (query) => {
  expect((await impact(query)).body.code).toBe('validation-failed');
});
