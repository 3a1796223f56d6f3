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
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await me(replica);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await me(replica)).status).toBe(429);
});
