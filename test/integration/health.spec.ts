import { ReadinessChecks } from '../../src/health/readiness-checks';
import { enrolTotp, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';

let app: TestApp;
let other: TestApp | undefined;
beforeAll(async () => {
  app = await startApp({ env: { REQUESTS_PER_MINUTE: '5' } });
});
afterAll(async () => {
  await other?.close();
  await app?.close();
});

/** After the verdict of before has expired. */
function ready(on: TestApp = app) {
  on.clock.advance(1_000);
  return on.call('GET', '/readyz');
}

it('is alive and ready, as often as it is asked', async () => {
  for (let count = 0; count < 10; count++)
    expect((await app.call('GET', '/livez')).body).toEqual({ status: 'ok' });
  const { status, body } = await ready();
  expect([status, body]).toEqual([
    200,
    {
      status: 'ok',
      details: {
        email: { state: 'ok', oldestWaitingSeconds: null, recentFailures: 0, lastError: null },
        sms: { state: 'off', oldestWaitingSeconds: null, recentFailures: 0, lastError: null },
      },
    },
  ]);
});

it('looks once a second at most, however many ask at once', async () => {
  app.clock.stop();
  app.clock.advance(1_000);
  const looks = jest.spyOn(app.get(ReadinessChecks), 'databaseAnswers');
  const answers = await Promise.all(Array.from({ length: 10 }, () => app.call('GET', '/readyz')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  app.clock.advance(999);
  await app.call('GET', '/readyz');
  expect(looks).toHaveBeenCalledTimes(1);
  await ready();
  expect(looks).toHaveBeenCalledTimes(2);
  looks.mockRestore();
});

it('keeps a refusal for a second as well', async () => {
  await app.query('ALTER TABLE schema_migrations RENAME TO hidden');
  const { headers, status } = await ready();
  expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  await app.query('ALTER TABLE hidden RENAME TO schema_migrations');
  expect((await app.call('GET', '/readyz')).status).toBe(503);
  expect((await ready()).status).toBe(200);
});

it('is not ready while a migration is missing, and says nothing about it', async () => {
  const [last] = await app.query<{ id: number; timestamp: string; name: string }>(
    'DELETE FROM schema_migrations WHERE id = (SELECT max(id) FROM schema_migrations) RETURNING *',
  );
  const { status, body } = await ready();
  expect([status, body.code]).toEqual([503, 'service-unavailable']);
  expect(JSON.stringify(body)).not.toMatch(/migration/i);
  expect((await app.call('GET', '/livez')).status).toBe(200);
  await app.query('INSERT INTO schema_migrations (id, timestamp, name) VALUES ($1, $2, $3)', [
    last?.id,
    last?.timestamp,
    last?.name,
  ]);
  expect((await ready()).status).toBe(200);
});

it('is not ready with another key under the same id', async () => {
  const account = await openAccount(app);
  const otherKey = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('base64');
  other = await startApp({
    databaseUrl: app.databaseUrl,
    mailbox: app.mailbox,
    env: { ENCRYPTION_KEYS: `test:${otherKey}` },
  });
  expect((await ready(other)).status).toBe(200);
  await enrolTotp(other, account);
  expect((await ready(other)).status).toBe(200);
  expect((await ready()).status).toBe(503);
});
