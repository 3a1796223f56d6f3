import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { TrafficRollup } from '../../src/analytics/rollup/traffic-rollup.service';
import { after, HOUR } from '../../src/common/clock';
import { JobRunner } from '../../src/common/jobs/job-runner';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp, testEnvironment } from '../support/app';
import { countDirectly, storedCounts } from '../support/direct-counts';
import { type Operator, registerOperator } from '../support/factories';
import { ServerProcess } from '../support/server-process';
import { generateTraffic, insertTraffic } from '../support/traffic';

const HOURS = 12;

let app: TestApp;
let auditor: Operator;
let start: Date;
/** Holds back the run that is to be killed, in the middle of an hour. */
let obstacle: Client;
let server: ServerProcess | undefined;

beforeAll(async () => {
  app = await startApp();
  auditor = await registerOperator(app, 'auditor');
  // Only the run that is to be killed shall count.
  await app.get(JobRunner).beforeApplicationShutdown();
  const [session] = await app.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1 LIMIT 1', [
    auditor.id,
  ]);
  const identity = { userId: auditor.id, sessionId: session?.id as string };
  start = after(new Date(Math.floor(app.clock.now().getTime() / HOUR) * HOUR), -HOURS * HOUR);
  const to = after(start, HOURS * HOUR);
  await insertTraffic(app, generateTraffic(identity, { from: start, to, count: 300 }));
  await app.query('DELETE FROM analytics_progress');
  for (const table of ['challenges', 'completions', 'deliveries', 'prompts'])
    await app.query(`DELETE FROM analytics_${table}`);
  obstacle = new Client({ connectionString: app.databaseUrl });
  await obstacle.connect();
});
afterAll(async () => {
  server?.signal('SIGKILL');
  await obstacle?.end();
  await app?.close();
});

async function sessionsAtTheObstacle(): Promise<number> {
  const [{ pid } = { pid: 0 }] = (await obstacle.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))
    .rows;
  return (await app.query('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [pid]))
    .length;
}

const countedIn = async (hour: Date) =>
  (await app.query('SELECT FROM analytics_challenges WHERE hour = $1', [hour])).length;

it('kill -9 in the middle of an hour that is being counted: nothing of it stays, and the next run counts everything once', async () => {
  const hour = after(start, (HOURS / 2) * HOUR);
  await obstacle.query('BEGIN');
  await obstacle.query(
    `INSERT INTO analytics_prompts (hour, kind, name, amount_class, approvals, prompted, answered, disputed)
     SELECT $1, 'all', 'all', class, 0, 0, 0, 0 FROM unnest(ARRAY['below-100', 'from-100', 'from-1000', 'from-10000']) AS class`,
    [hour],
  );
  server = await ServerProcess.start(testEnvironment(app.databaseUrl, app.mailbox.url));
  while ((await sessionsAtTheObstacle()) === 0) await sleep(20);
  server.signal('SIGKILL');
  await server.exit();
  await obstacle.query('ROLLBACK');
  while ((await sessionsAtTheObstacle()) > 0) await sleep(20);

  expect(await countedIn(after(hour, -HOUR))).toBeGreaterThan(0);
  expect(await countedIn(hour)).toBe(0);

  await app.get(TrafficRollup).catchUp();
  const after9 = await storedCounts(app);
  const query = new URLSearchParams({ from: start.toISOString() });
  const path = `/api/analytics/2fa?${query}`;
  const { totals } = (await expectStatus(200, app.call('GET', path, { token: auditor.token }))).body;
  const direct = await countDirectly(app);
  const sent = (rows: Record<string, number>) => Object.values(rows).reduce((sum, count) => sum + count, 0);
  for (const field of ['sent', 'success', 'failed', 'abandoned'] as const)
    expect([field, totals.challenges.reduce((sum: number, row: never) => sum + row[field], 0)]).toEqual([
      field,
      sent(direct.challenges[field]),
    ]);
  expect(totals.codes).toMatchObject(direct.codes);
  expect(totals.stepUp).toMatchObject({
    approvals: direct.stepUp.approvals,
    answered: direct.stepUp.answered,
  });

  await app.query('DELETE FROM analytics_progress');
  await app.get(TrafficRollup).catchUp();
  expect(await storedCounts(app)).toEqual(after9);
}, 60_000);
