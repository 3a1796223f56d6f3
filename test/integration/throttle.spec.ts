import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type TestApp } from '../support/app';

const LIMIT = 5;
const unknownSession = { token: 'x'.repeat(43) };
let app: TestApp;
let replica: TestApp;

beforeAll(async () => {
  const env = { REQUESTS_PER_MINUTE: String(LIMIT) };
  app = await startApp({ env });
  replica = await startApp({ env, databaseUrl: app.databaseUrl, clock: app.clock, mailbox: app.mailbox });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await replica?.close();
  await app?.close();
});
beforeEach(() => {
  app.clock.stop(new Date(Math.ceil(app.clock.now().getTime() / 60_000) * 60_000 + 18_000));
});

const me = (on: TestApp) => on.call('GET', '/api/auth/me', unknownSession);

it('says on every answer what is left, in structured fields', async () => {
  const { status, headers } = await me(app);
  expect(status).toBe(401);
  expect(headers.get('ratelimit-policy')).toBe(`"default";q=${LIMIT};w=60`);
  expect(headers.get('ratelimit')).toBe(`"default";r=${LIMIT - 1};t=42`);
});

it('answers 429 with Retry-After above the limit, and serves again in the next minute', async () => {
  const answers = [];
  for (let count = 0; count <= LIMIT; count++) answers.push(await me(app));
  expect(answers.map(({ status }) => status)).toEqual([...Array(LIMIT).fill(401), 429]);
  const refused = answers[LIMIT];
  expect(refused?.headers.get('retry-after')).toBe('42');
  expect(refused?.headers.get('ratelimit')).toBe('"default";r=0;t=42');
  expect(refused?.body).toMatchObject({ code: 'too-many-requests', status: 429 });
  app.clock.advance(42_000);
  expect((await me(app)).status).toBe(401);
});

it('counts over all replicas after about a second', async () => {
  for (let count = 0; count < LIMIT - 1; count++) await me(app);
  expect((await me(replica)).status).toBe(401);
  await sleep(2_500);
  await me(replica);
  await sleep(1_500);
  expect((await me(replica)).status).toBe(429);
});

it('answers 503 when the replicas have been out of touch for too long, and recovers by itself', async () => {
  await app.query('ALTER TABLE request_counts RENAME TO unreachable');
  expect((await me(app)).status).toBe(401);
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 11_000);
  expect((await me(app)).body).toMatchObject({ status: 503, code: 'service-unavailable' });
  await app.query('ALTER TABLE unreachable RENAME TO request_counts');
  for (let waited = 0; (await me(app)).status === 503 && waited < 5_000; waited += 100) await sleep(100);
  expect((await me(app)).status).toBe(401);
});
