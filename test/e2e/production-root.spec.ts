import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { testEnvironment } from '../support/app';
import { Mailbox } from '../support/mailbox';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { ServerProcess } from '../support/server-process';

let database: TestDatabase;
let mailbox: Mailbox;
let env: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  mailbox = await Mailbox.open();
  env = testEnvironment(database.url, mailbox.url);
});
afterAll(async () => {
  await mailbox?.close();
  await database?.drop();
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

it('lists every fault of its configuration at once, without values, and leaves', async () => {
  const server = ServerProcess.spawn({
    PORT: 'secret-value',
    LOG_LEVEL: 'secret-value',
    CODE_PEPPER: 'secret-value',
  });
  expect(await server.exit()).toBe(1);
  for (const key of [
    'DATABASE_URL',
    'PORT',
    'APP_URL',
    'ENCRYPTION_KEYS',
    'CODE_PEPPER',
    'SMTP_URL',
    'MAIL_FROM',
    'LOG_LEVEL',
  ])
    expect(server.output).toContain(`- ${key} `);
  expect(server.output).not.toContain('secret-value');
});

it('refuses to start while migrations are pending', async () => {
  const pending = await createTestDatabase();
  const client = new Client({ connectionString: pending.url });
  await client.connect();
  await client.query('DELETE FROM schema_migrations WHERE id = (SELECT max(id) FROM schema_migrations)');
  await client.end();
  const server = ServerProcess.spawn({ ...env, DATABASE_URL: pending.url });
  expect(await server.exit()).toBe(1);
  expect(server.output).toContain('npm run migrate');
  await pending.drop();
});

it('refuses to start without a database', async () => {
  const server = ServerProcess.spawn({
    ...env,
    DATABASE_URL: 'postgres://nobody:secret-value@127.0.0.1:1/none',
  });
  expect(await server.exit()).toBe(1);
  expect(server.output).toContain('ECONNREFUSED');
  expect(server.output).not.toContain('secret-value');
});

it('hashes passwords slowly', async () => {
  const server = await ServerProcess.start(env);
  const email = 'slow@example.com';
  const fields = { email, password: 'correct horse battery staple', name: 'Ada', accountType: 'client' };
  await post(`${server.url}/api/auth/register`, fields);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query('SELECT password_hash FROM users WHERE email = $1', [email]);
  await client.end();
  expect(rows[0].password_hash).toMatch(/^\$2b\$12\$/);
  server.signal('SIGTERM');
  await server.exit();
});

it('writes one line a request, without what was sent', async () => {
  const server = await ServerProcess.start({ ...env, TWO_FACTOR_METHODS: 'totp,email,sms' });
  const email = 'quiet@example.com';
  const password = 'correct horse battery staple';
  await post(`${server.url}/api/auth/register?code=hidden-query`, {
    email,
    password,
    name: 'Ada',
    accountType: 'client',
  });
  const code = await mailbox.codeFor(email);
  await post(`${server.url}/api/auth/verify-email`, { email, code });
  const { token } = (await (await post(`${server.url}/api/auth/login`, { email, password })).json()) as {
    token: string;
  };
  await fetch(`${server.url}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } });
  server.signal('SIGTERM');
  expect(await server.exit()).toBe(0);
  expect(token).toMatch(/^[\w-]{43}$/);
  for (const secret of [password, token, email, 'hidden-query', `"${code}"`])
    expect(server.output).not.toContain(secret);
  for (const notice of ['NO MONEY MOVES', 'sms stay off'])
    expect(server.output.split(notice)).toHaveLength(2);
  const requests = server.output.split('\n').filter((line) => line.includes('"msg":"request"'));
  expect(requests.map((line) => JSON.parse(line).route)).toEqual([
    '/api/auth/register',
    '/api/auth/verify-email',
    '/api/auth/login',
    '/api/auth/me',
  ]);
});

it('finishes what is under way after SIGTERM, takes nothing new, and leaves in time', async () => {
  const server = await ServerProcess.start(env);
  const underWay = post(`${server.url}/api/auth/login`, {
    email: 'nobody@example.com',
    password: 'wrong wrong wrong',
  });
  await sleep(50);
  const asked = Date.now();
  server.signal('SIGTERM');
  await server.said('"msg":"leaving"');
  await expect(fetch(`${server.url}/livez`)).rejects.toThrow();
  expect((await underWay).status).toBe(401);
  expect(await server.exit()).toBe(0);
  expect(Date.now() - asked).toBeLessThan(15_000);
});

it('refuses new connections at once while a job and a request hold it up', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const connected = once(silent, 'connection');
  const server = await ServerProcess.start({ ...env, SMTP_URL: `smtp://127.0.0.1:${port}` });
  await post(`${server.url}/api/auth/register`, {
    email: 'waiting@example.com',
    password: 'correct horse battery staple',
    name: 'Ada',
    accountType: 'client',
  });
  await connected;
  const credentials = { email: 'nobody@example.com', password: 'wrong wrong wrong' };
  const underWay = post(`${server.url}/api/auth/login`, credentials);
  await sleep(50);
  const asked = Date.now();
  server.signal('SIGTERM');
  await server.said('"msg":"leaving"');
  await expect(connectTo(server.url)).rejects.toThrow('ECONNREFUSED');
  expect((await underWay).status).toBe(401);
  await sleep(500);
  expect(server.output).not.toContain('exitCode');
  await server.exit();
  expect(Date.now() - asked).toBeLessThan(15_000);
  silent.close();
});

async function connectTo(url: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
