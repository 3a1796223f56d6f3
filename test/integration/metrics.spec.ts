import { METRICS_TYPE } from '../../src/metrics/exposition';
import { MetricsListener } from '../../src/metrics/metrics-listener';
import { login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, type Payer, pendingApproval, registerPayer, wrongTotpCode } from '../support/attacks';
import { freshTotpCode, verifyAndPay } from '../support/factories';

const TOKEN = 'only-for-operators-0123';
let app: TestApp;
let payer: Payer;

beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
afterAll(() => app.close());

const read = async (of = app, headers = {}) => of.call('GET', '/metrics', { headers });
const text = async () => (await read()).body as string;

/** The value of one line; null when there is none. */
async function value(name: string, labels: Record<string, string> = {}): Promise<number | null> {
  const line = (await text())
    .split('\n')
    .find(
      (candidate) =>
        candidate.startsWith(name) &&
        Object.entries(labels).every(([label, wanted]) => candidate.includes(`${label}="${wanted}"`)),
    );
  return line ? Number(line.split(' ').at(-1)) : null;
}

it('counts codes, payments, messages and requests, by labels that are known beforehand', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  await verifyAndPay(app, payer.client, approvalId, wrongTotpCode(app, payer.secret));
  await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  await login(app, payer.client.email);
  const verified = (labels: Record<string, string>) =>
    value('shopflow_verifications_total', { purpose: 'payment', ...labels });
  expect(await verified({ method: 'totp', outcome: 'accepted' })).toBe(1);
  expect(await verified({ method: 'none', outcome: 'code-incorrect' })).toBe(1);
  expect(await value('shopflow_releases_total', { outcome: 'released' })).toBe(1);
  expect(await value('shopflow_messages_total', { channel: 'email', outcome: 'sent' })).toBeGreaterThan(0);
  expect(
    await value('shopflow_audit_events_total', { type: 'session.login', outcome: 'success' }),
  ).toBeGreaterThan(0);
  const requests = { route: '/api/milestones/verify-and-pay', method: 'POST', status: '200' };
  expect(await value('shopflow_http_request_duration_seconds_count', requests)).toBe(1);
  expect(await value('process_cpu_seconds_total')).toBeGreaterThan(0);
});

it('does not count what was rolled back', async () => {
  const before = await value('shopflow_audit_events_total', {
    type: 'challenge.created',
    outcome: 'success',
  });
  await app.query('ALTER TABLE messages RENAME TO messages_away');
  const { status } = await login(app, payer.client.email);
  await app.query('ALTER TABLE audit_events RENAME TO audit_events_away');
  const failed = await login(app, payer.client.email);
  await app.query('ALTER TABLE audit_events_away RENAME TO audit_events');
  await app.query('ALTER TABLE messages_away RENAME TO messages');
  expect([status, failed.status]).toEqual([200, 500]);
  expect(await value('shopflow_audit_events_total', { type: 'challenge.created', outcome: 'success' })).toBe(
    (before ?? 0) + 1,
  );
});

it('shows what waits, and connections', async () => {
  app.mailbox.refuseWith = 451;
  await app.call('POST', '/api/auth/password-reset', { body: { email: payer.client.email } });
  for (
    let waited = 0;
    waited < 5_000 && (await value('shopflow_messages_total', { outcome: 'retried' })) === null;
    waited += 100
  )
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await value('shopflow_messages_total', { channel: 'email', outcome: 'retried' })).toBeGreaterThan(0);
  await app.query(`UPDATE messages SET due_at = $1 WHERE status = 'queued'`, [
    new Date(app.clock.now().getTime() - 60_000),
  ]);
  expect(await value('shopflow_queue_length', { queue: 'messages' })).toBeGreaterThan(0);
  expect(await value('shopflow_queue_age_seconds', { queue: 'messages' })).toBeGreaterThanOrEqual(60);
  expect(await value('shopflow_queue_length', { queue: 'payments' })).toBe(0);
  expect(await value('shopflow_database_connections', { state: 'idle' })).not.toBeNull();
  app.mailbox.refuseWith = null;
});

it('shows what a person may have to look at, and nothing of it while the database is away', async () => {
  const state = async () => ({
    stuck: await value('shopflow_payments', { state: 'stuck' }),
    held: await value('shopflow_payments', { state: 'held' }),
    holds: await value('shopflow_holds_live'),
    lockouts: await value('shopflow_lockouts_live'),
    findings: await value('shopflow_audit_findings'),
  });
  expect(await state()).toEqual({ stuck: 0, held: 0, holds: 0, lockouts: 0, findings: 0 });
  const until = new Date(app.clock.now().getTime() + 60_000);
  await app.query(
    'UPDATE verification_budgets SET payment_locked_until = $1, lock_level = 1 WHERE user_id = $2',
    [until, payer.client.id],
  );
  await app.query(
    `INSERT INTO holds (id, client_id, reason, source, placed_at) VALUES (gen_random_uuid(), $1, 'reported', 'wasnt-me-link', now())`,
    [payer.client.id],
  );
  await app.query(
    `INSERT INTO audit_findings (id, fault, place, found_at) VALUES (gen_random_uuid(), 'leaf-changed', '7', now())`,
  );
  expect(await state()).toMatchObject({ holds: 1, lockouts: 1, findings: 1 });
  expect(await value('shopflow_audit_sealing_lag_seconds')).toBeLessThan(60);
  expect(Math.abs((await value('shopflow_clock_offset_seconds')) as number)).toBeLessThan(1);
  await app.query('ALTER TABLE holds RENAME TO holds_away');
  expect(await state()).toEqual({ stuck: null, held: null, holds: null, lockouts: null, findings: null });
  await app.query('ALTER TABLE holds_away RENAME TO holds');
});

it('names nobody and nothing: neither identifiers nor addresses nor made-up paths and methods', async () => {
  await app.call('GET', `/api/payments/${payer.client.id}`, { token: payer.client.token });
  await app.call('GET', '/api/no/such/thing');
  await fetch(`${app.url}/api/auth/me`, { method: 'PURGE' }).catch(() => undefined);
  const shown = await text();
  expect(shown).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  expect(shown).not.toContain('@');
  expect(shown).not.toContain('such');
  expect(shown).not.toContain('PURGE');
  expect(shown).not.toContain('/v1/');
});

it('is open to this machine only, and behind a token to whoever brings it', async () => {
  const answer = await read();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect((await read(app, { 'X-Forwarded-For': '203.0.113.9' })).status).toBe(404);
  const guarded = await startApp({ ...alsoOn(app), env: { METRICS_TOKEN: TOKEN } });
  expect((await read(guarded)).status).toBe(401);
  expect((await read(guarded, { Authorization: `Bearer ${payer.client.token}` })).status).toBe(401);
  expect((await read(guarded, { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  await guarded.close();
});

it('moves to a port of its own, which knows nothing else', async () => {
  const moved = await startApp({ ...alsoOn(app), env: { METRICS_TOKEN: TOKEN, METRICS_PORT: '0' } });
  const { port } = moved.get(MetricsListener);
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const headers = { Authorization: `Bearer ${TOKEN}` };
  expect((await read(moved, headers)).status).toBe(404);
  const answer = await ask('/metrics', { headers });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, METRICS_TYPE]);
  expect(await answer.text()).toContain('shopflow_queue_length');
  expect((await ask('/metrics')).status).toBe(401);
  expect((await ask('/metrics', { headers, method: 'POST' })).status).toBe(404);
  expect((await ask('/api/auth/me', { headers })).status).toBe(404);
  await moved.close();
  await expect(ask('/metrics', { headers })).rejects.toThrow('fetch failed');
});

it('does not start when that port is taken', async () => {
  const port = new URL(app.url).port;
  await expect(startApp({ ...alsoOn(app), env: { METRICS_PORT: port } })).rejects.toThrow('EADDRINUSE');
});
