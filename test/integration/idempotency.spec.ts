import { DAY, SECOND } from '../../src/common/clock';
import { IdempotencyKeys } from '../../src/common/http/idempotency-keys';
import { type Account, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { withKey } from '../support/factories';
import { handled, ProbeModule } from '../support/probe.module';

let app: TestApp;
let user: Account;
let other: Account;
beforeAll(async () => {
  app = await startApp({ modules: [ProbeModule] });
  [user, other] = [await openAccount(app), await openAccount(app)];
});
afterAll(() => app?.close());
beforeEach(() => {
  handled.length = 0;
});

const once = (key: string, body: unknown = { amount: 5 }, { token } = user, path = '/api/probe/once') =>
  app.call('POST', path, { token, body, headers: withKey(key) });

it.each([undefined, '', 'a b', 'ä', 'x'.repeat(201)])('needs a key: %s', async (key) => {
  const headers: Record<string, string> = key === undefined ? {} : withKey(encodeLatin1(key));
  const { status, body } = await app.call('POST', '/api/probe/once', {
    token: user.token,
    body: { amount: 5 },
    headers,
  });
  expect([status, body.code]).toEqual([400, 'idempotency-key-required']);
  expect(handled).toEqual([]);
});

it('repeats the stored answer', async () => {
  const first = await once('repeat');
  const second = await once('repeat', { amount: 5 }, user, '/api/v1/probe/once');
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
  expect([second.status, second.headers.get('idempotent-replayed'), second.body]).toEqual([
    202,
    'true',
    first.body,
  ]);
  expect(handled).toEqual(['repeat']);
});

it.each([
  ['body', { amount: 6 }, '/api/probe/once'],
  ['route', { amount: 5 }, '/api/probe/twice'],
])('refuses the key for another %s', async (what, body, path) => {
  await once(`other-${what}`);
  const refused = await once(`other-${what}`, body, user, path);
  expect([refused.status, refused.body.code]).toEqual([422, 'idempotency-key-reused']);
});

it('keeps the keys of users apart', async () => {
  await once('shared');
  expect((await once('shared', { amount: 7 }, other)).status).toBe(202);
});

it('runs once when twenty requests race', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => once('race')));
  expect(handled).toEqual(['race']);
  expect(
    answers.filter(({ status, headers }) => status === 202 && !headers.has('idempotent-replayed')),
  ).toHaveLength(1);
  const inFlight = answers.filter(({ status }) => status === 409);
  expect(
    inFlight.every(
      ({ body, headers }) => body.code === 'idempotency-in-flight' && headers.has('retry-after'),
    ),
  ).toBe(true);
  expect((await once('race')).headers.get('idempotent-replayed')).toBe('true');
});

it.each([
  ['refused', { amount: 5, note: 'refuse' }, 422],
  ['not valid', { amount: -5 }, 400],
])('frees the key when the request is %s', async (_name, body, status) => {
  const key = `freed-${status}`;
  expect((await once(key, body)).status).toBe(status);
  expect((await once(key)).status).toBe(202);
});

it('lets a retry take over when the lease of a dead process ends', async () => {
  await once('dead');
  await app.query(
    `UPDATE idempotency_keys SET response_status = NULL, response_body = NULL WHERE key = 'dead'`,
  );
  expect((await once('dead')).status).toBe(409);
  app.clock.advance(61 * SECOND);
  expect((await once('dead')).status).toBe(202);
  expect(handled).toEqual(['dead', 'dead']);
});

it('forgets a key after 24 hours', async () => {
  await once('old');
  app.clock.advance(DAY + SECOND);
  expect(await app.get(IdempotencyKeys).deleteExpired()).toBeGreaterThan(0);
  expect(await app.query(`SELECT 1 FROM idempotency_keys WHERE key = 'old'`)).toEqual([]);
});

it('needs a session', async () => {
  expect(
    (await app.call('POST', '/api/probe/once', { body: { amount: 5 }, headers: withKey() })).status,
  ).toBe(401);
});

function encodeLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
