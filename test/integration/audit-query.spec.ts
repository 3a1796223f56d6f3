import { randomUUID } from 'node:crypto';
import { type Account, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { seal } from '../support/audit-log';
import { registerOperator } from '../support/factories';

let app: TestApp;
let auditor: Account;
let client: Account;
beforeAll(async () => {
  app = await startApp();
  client = await openAccount(app);
  auditor = await registerOperator(app, 'auditor');
  await login(app, client.email, { password: 'wrong wrong wrong' });
  await seal(app);
});
afterAll(() => app?.close());

const events = (query = '', { token } = auditor) => app.call('GET', `/api/audit/events${query}`, { token });

it('shows events newest first, with microseconds and without secrets', async () => {
  const { status, body } = await events(`?actorId=${client.id}&type=session.login`);
  expect(status).toBe(200);
  expect(body.items[0]).toEqual({
    id: expect.any(String),
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    type: 'session.login',
    outcome: expect.any(String),
    actorId: client.id,
    subject: { type: expect.any(String), id: expect.anything() },
    ip: '127.0.0.1',
    userAgent: expect.any(String),
    requestId: expect.any(String),
    details: expect.any(Object),
    schemaVersion: 3,
    sequence: expect.any(Number),
  });
});

it('pages through everything once', async () => {
  const seen: string[] = [];
  const total = Number((await app.query<{ count: string }>('SELECT count(*) FROM audit_events'))[0]?.count);
  const until = new Date(app.clock.now().getTime() + 1).toISOString();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await events(`?limit=3&to=${until}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(total);
  expect(seen).toEqual([...seen].sort().reverse());
});

it.each(['client', 'payee'] as const)('is closed to a %s', async (accountType) => {
  const account = await openAccount(app, { accountType });
  expect((await events('', account)).status).toBe(403);
  expect((await app.call('GET', '/api/audit/events')).status).toBe(401);
});

it('is open to an admin', async () => {
  expect((await events('', await registerOperator(app, 'admin'))).status).toBe(200);
});

it('records each read with its filters, also of what is not there', async () => {
  await events('?outcome=failure&ip=127.0.0.1');
  const unknown = randomUUID();
  expect((await app.call('GET', `/api/audit/events/${unknown}`, { token: auditor.token })).status).toBe(404);
  const { body } = await events(`?type=audit.read&actorId=${auditor.id}&limit=2`);
  const [missed, listed] = body.items;
  expect(missed).toMatchObject({ outcome: 'failure', details: { eventId: unknown } });
  expect(listed).toMatchObject({
    outcome: 'success',
    details: { filters: { outcome: 'failure', ip: 'given' } },
  });
  const one = await app.call('GET', `/api/audit/events/${listed.id}`, { token: auditor.token });
  expect(one.body).toEqual(listed);
});

it('filters by time', async () => {
  const later = new Date(app.clock.now().getTime() + 60_000).toISOString();
  expect((await events(`?from=${later}`)).body.items).toEqual([]);
  expect((await events(`?to=2020-01-01T00:00:00Z`)).body.items).toEqual([]);
  expect((await events(`?from=2020-01-01T00:00:00%2B02:00&to=${later}`)).body.items.length).toBeGreaterThan(
    0,
  );
});

it('reaches from the first year to the last', async () => {
  const { status, body } = await events('?from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-14:00');
  expect(status).toBe(200);
  expect(body.items.length).toBeGreaterThan(0);
});

it('finds an address in any of its spellings', async () => {
  const found = async (ip: string) => (await events(`?ip=${ip}&actorId=${client.id}`)).body.items.length;
  expect(await found('::ffff:127.0.0.1')).toBe(await found('127.0.0.1'));
  expect(await found('127.0.0.1')).toBeGreaterThan(0);
});

it.each([
  'type=nothing',
  'actorId=1',
  'subjectId=%00',
  'outcome=maybe',
  'ip=300.1.1.1',
  'ip=fe80::1%25eth0',
  'ip=127.0.0.1/8',
  'ip=127.0.0.1&ip=127.0.0.1',
  'from=yesterday',
  'from=2026-01-01',
  'from=2026-02-30T00:00:00Z',
  'from=2026-01-01T00:00:00%2B19:00',
  'from=0000-01-01T00:00:00Z',
  'from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z',
  'to=-0001-01-01T00:00:00Z',
  'to=2026-01-01T00:00:00',
  'limit=0',
  'limit=101',
  'limit=1e1',
  'limit=x',
  'cursor=x',
  'cursor[]=x',
  'unknown=1',
  'type=session.login&type=session.logout',
])('refuses ?%s', async (query) => {
  const { status, body } = await events(`?${query}`);
  expect([status, body.status]).toEqual([400, 400]);
});
