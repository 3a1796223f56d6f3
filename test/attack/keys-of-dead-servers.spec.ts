import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { SECOND } from '../../src/common/clock';
import { ProcessPresence } from '../../src/common/database/process-presence';
import { type Answer, call, startApp, type TestApp, testEnvironment } from '../support/app';
import { alsoOn, capturesOf, type Payer, tally, together } from '../support/attacks';
import { fundedMilestone, withKey } from '../support/factories';
import { gate, handled, ProbeModule } from '../support/probe.module';
import { knownPayer } from '../support/risk';
import { ServerProcess } from '../support/server-process';

let first: TestApp;
let second: TestApp;
let payer: Payer;

beforeAll(async () => {
  first = await startApp({ modules: [ProbeModule] });
  second = await startApp({ ...alsoOn(first), modules: [ProbeModule] });
  payer = await knownPayer(first);
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});
beforeEach(() => {
  handled.length = 0;
});

interface KeyedRequest {
  path: string;
  body?: unknown;
  key: string;
}

const send = (url: string, { path, body, key }: KeyedRequest): Promise<Answer> =>
  call(url, 'POST', path, { token: payer.client.token, body, headers: withKey(key) });

const smallApproval = async (): Promise<KeyedRequest> => {
  const { milestoneId } = await fundedMilestone(first, payer, { amount: 1_000 });
  return { path: '/api/milestones/approvals', body: { milestoneIds: [milestoneId] }, key: randomUUID() };
};

async function until(happened: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    if (await happened()) return;
    await sleep(10);
  }
  throw new Error('It did not happen');
}

const claimed = (key: string, by: number | null) => async () =>
  (
    await first.query('SELECT FROM idempotency_keys WHERE key = $1 AND process IS NOT DISTINCT FROM $2', [
      key,
      by,
    ])
  ).length > 0;

/** Whatever judges or pays for this client waits in its transaction, until `release` is called. */
async function stopClient(): Promise<{ release(): Promise<void> }> {
  const other = new Client({ connectionString: first.databaseUrl });
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM verification_budgets WHERE user_id = $1 FOR UPDATE', [payer.client.id]);
  return { release: () => other.end() };
}

/** As when a network or PostgreSQL fails: the process lives on, and its number is free. */
async function losePresence({ get }: TestApp): Promise<number> {
  const { number } = get(ProcessPresence);
  await first.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND objsubid = 2`,
    [number],
  );
  return number as number;
}

it('the key of a request is free in the moment in which its server is killed', async () => {
  const server = await ServerProcess.start(testEnvironment(first.databaseUrl, first.mailbox.url));
  const request = await smallApproval();
  const stopped = await stopClient();
  const lost = send(server.url, request).catch(() => null);
  await until(
    async () => (await first.query('SELECT FROM idempotency_keys WHERE key = $1', [request.key])).length > 0,
  );
  expect((await send(first.url, request)).body.code).toBe('idempotency-in-flight');

  server.signal('SIGKILL');
  await server.exit();
  const killedAt = performance.now();
  const retried = send(first.url, request);
  await sleep(50);
  await stopped.release();
  let answer = await retried;
  while (answer.status === 409) answer = await send(first.url, request);

  expect(performance.now() - killedAt).toBeLessThan(3 * SECOND);
  expect([answer.status, answer.body.status]).toEqual([201, 'approved']);
  expect(await lost).toBeNull();
  expect(await first.query('SELECT FROM approvals WHERE idempotency_key = $1', [request.key])).toHaveLength(
    1,
  );
  expect(await capturesOf(first, answer.body.id)).toHaveLength(1);
});

it('the key of a living server is not free, however often it is tried', async () => {
  const request = { path: '/api/probe/once', body: { amount: 5 }, key: randomUUID() };
  gate.close();
  const running = send(second.url, request);
  await until(claimed(request.key, second.get(ProcessPresence).number));
  const answers = await together(30, () => send(first.url, request));
  gate.open();
  expect(tally(answers)).toEqual({ '409 idempotency-in-flight': 30 });
  expect((await running).status).toBe(202);
  expect(handled).toEqual([request.key]);
});

it('of twenty retries after a death one runs', async () => {
  const request = { path: '/api/probe/once', body: { amount: 5 }, key: randomUUID() };
  expect((await send(second.url, request)).status).toBe(202);
  await first.query(
    `UPDATE idempotency_keys SET response_status = NULL, response_body = NULL, process = nextval('process_numbers') WHERE key = $1`,
    [request.key],
  );
  const answers = await together(20, (index) => send((index % 2 ? first : second).url, request));
  expect(handled).toEqual([request.key, request.key]);
  const own = answers.filter(({ status, headers }) => status === 202 && !headers.has('idempotent-replayed'));
  expect(own).toHaveLength(1);
});

it('a server that only lost its connection does not answer for the one that took over', async () => {
  const request = { path: '/api/probe/once', body: { amount: 5 }, key: randomUUID() };
  gate.close();
  const overtaken = send(second.url, request);
  await until(claimed(request.key, second.get(ProcessPresence).number));
  const lost = await losePresence(second);
  const retried = send(first.url, request);
  await until(claimed(request.key, first.get(ProcessPresence).number));
  expect((await send(first.url, request)).body.code).toBe('idempotency-in-flight');
  gate.open();
  const answers = await Promise.all([overtaken, retried]);
  expect(answers.map(({ body }) => body.run)).toEqual([2, 2]);
  const stored = await first.query('SELECT process FROM idempotency_keys WHERE key = $1', [request.key]);
  expect(stored).toEqual([{ process: first.get(ProcessPresence).number }]);
  expect((await send(second.url, request)).headers.get('idempotent-replayed')).toBe('true');

  await until(async () => second.get(ProcessPresence).number !== null);
  expect(second.get(ProcessPresence).number).toBeGreaterThan(lost);
});

it('a server without a connection claims under its lease alone', async () => {
  await losePresence(second);
  await until(async () => second.get(ProcessPresence).number === null);
  const request = { path: '/api/probe/once', body: { amount: 5 }, key: randomUUID() };
  gate.close();
  const running = send(second.url, request);
  await until(claimed(request.key, null));
  expect((await send(first.url, request)).body.code).toBe('idempotency-in-flight');
  gate.open();
  expect((await running).status).toBe(202);
  await until(async () => second.get(ProcessPresence).number !== null);
});

describe('two servers that both run a request', () => {
  async function refusedPayment(): Promise<string> {
    const paymentMethod = 'pm_sandbox_capture_declined';
    const { contractId, milestoneId, amount } = await fundedMilestone(first, payer, {
      amount: 1_000,
      paymentMethod,
    });
    const { body } = await send(first.url, {
      path: '/api/milestones/approvals',
      body: { milestoneIds: [milestoneId] },
      key: randomUUID(),
    });
    expect(body.payments).toMatchObject([{ status: 'failed' }]);
    await send(first.url, {
      path: `/api/contracts/${contractId}/authorizations`,
      body: { amount, paymentMethod: 'pm_card_visa' },
      key: randomUUID(),
    });
    return body.payments[0].id;
  }

  it.each<[string, () => Promise<KeyedRequest>]>([
    ['an approval without a code', smallApproval],
    [
      'another try of a payment',
      async () => ({ path: `/api/payments/${await refusedPayment()}/retry`, key: randomUUID() }),
    ],
  ])('pay once: %s', async (_, make) => {
    const request = await make();
    const before = await first.query('SELECT FROM sandbox_gateway.captures');
    const stopped = await stopClient();
    const overtaken = send(second.url, request);
    await until(claimed(request.key, second.get(ProcessPresence).number));
    await losePresence(second);
    const retried = send(first.url, request);
    await until(claimed(request.key, first.get(ProcessPresence).number));
    await stopped.release();
    const answers = await Promise.all([overtaken, retried]);

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await first.query('SELECT FROM sandbox_gateway.captures')).toHaveLength(before.length + 1);
    expect((await send(first.url, request)).headers.get('idempotent-replayed')).toBe('true');
    await until(async () => second.get(ProcessPresence).number !== null);
  });
});
