import { personalDigest } from '../../src/audit/sealed-event';
import { type EventRow, eventColumns } from '../../src/audit/sealing/event-row';
import { startApp, type TestApp } from '../support/app';

const LIMIT = 3;
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: '127.0.0.1', REQUESTS_PER_MINUTE: String(LIMIT) } });
  app.clock.stop(new Date(Math.ceil(app.clock.now().getTime() / 60_000) * 60_000));
});
afterAll(() => app?.close());

const login = (client: string) =>
  app.call('POST', '/api/auth/login', {
    headers: { 'X-Forwarded-For': client },
    body: { email: 'nobody@example.com', password: 'wrong wrong wrong' },
  });

it.each([
  ['203.0.113.9:4711', '203.0.113.9'],
  ['[2001:db8:1::9]:4711', '2001:db8:1::9'],
  ['fe80::9%eth0', 'fe80::9'],
  ['unknown', null],
])('behind a proxy that says %s, the audit log says %s', async (said, kept) => {
  expect((await login(said)).status).toBe(401);
  const [event] = await app.query<{ ip: string | null }>(
    `SELECT host(ip) AS ip FROM audit_events WHERE type = 'session.login' ORDER BY id DESC LIMIT 1`,
  );
  expect(event?.ip).toBe(kept);
});

it.each([
  '2001:DB8::1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '1:0:0:2:3:0:0:4',
  '1:2:3:4:5:6:0:8',
  '1:2:3:4:5:0:0:8',
  '::ffff:cb00:7109',
  '::102:304',
])('an address spelled %s does not make the audit log look as if somebody had changed it', async (said) => {
  await login(said);
  const [event] = await app.query<EventRow>(
    `SELECT ${eventColumns} FROM audit_events e WHERE type = 'session.login' ORDER BY id DESC LIMIT 1`,
  );
  if (!event?.personalSalt) throw new Error('There is no such event');
  expect(personalDigest(event.personalSalt, event)).toEqual(event.personalDigest);
});

it.each([
  ['one /64', (count: number) => `2001:db8:2:3::${count}`, 429],
  ['one IPv4 address, whatever its port', (count: number) => `203.0.113.10:${4_000 + count}`, 429],
  ['different /64s', (count: number) => `2001:db8:3:${count}::1`, 401],
])('the outer brake counts %s', async (_, client, last) => {
  const statuses: number[] = [];
  for (let count = 1; count <= LIMIT + 1; count++) statuses.push((await login(client(count))).status);
  expect(statuses).toEqual([...Array(LIMIT).fill(401), last]);
});
