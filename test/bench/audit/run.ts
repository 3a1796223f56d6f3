import 'reflect-metadata';
import { findUnsealed } from '../../../src/audit/sealing/seal-statements';
import { type Ground, onGround, print } from '../ground';
import { castOf, fill, makeMonths } from './fill';
import { inserts } from './inserts';
import { type LogGround, onLogGround } from './log-ground';
import { outside } from './outside';
import { plans } from './plans';

/** What the audit log costs at the size of years: finding, writing, exporting, verifying. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const parts = new Set((process.env.BENCH_PARTS ?? 'plans,inserts,outside').split(','));

async function main(ground: Ground): Promise<void> {
  const cast = castOf();
  await makeMonths(ground);
  await onLogGround(ground, async (log) => {
    await timed(`writing ${EVENTS} events`, () => fill(log, cast, EVENTS));
    await timed('sealing them', () => log.sealer.seal());
    await ground.pool.query('VACUUM ANALYZE');
    await sizes(ground);
    await sealing(ground, log);
    if (parts.has('plans')) await plans(log, cast);
    if (parts.has('inserts')) await inserts(ground, log, cast);
    await log.sealer.seal();
  });
  if (parts.has('outside')) await outside(ground);
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  await work();
  print(`${what}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
}

async function sizes({ pool }: Ground): Promise<void> {
  const { rows } = await pool.query(`
    SELECT count(*) AS partitions, pg_size_pretty(sum(pg_table_size(relid))) AS tables, pg_size_pretty(sum(pg_indexes_size(relid))) AS indexes
    FROM pg_partition_tree('audit_events') WHERE isleaf`);
  const { partitions, tables, indexes } = rows[0];
  print(`${partitions} partitions: ${tables} of events, ${indexes} of indexes`);
}

/** What the sealer asks each second when nothing is new. */
async function sealing(_: Ground, { dataSource, sealer }: LogGround): Promise<void> {
  const [{ xmin }] = await dataSource.query(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin',
  );
  const runner = dataSource.createQueryRunner();
  await runner.query(`PREPARE unsealed AS ${findUnsealed.text}`);
  const rows = await runner.query(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE unsealed(${xmin}, ${xmin + 1n}, 5000)`,
  );
  await runner.query('DEALLOCATE unsealed');
  await runner.release();
  const { Plan: plan, ...times } = rows[0]['QUERY PLAN'][0];
  print(
    `what the sealer looks for, when there is nothing: ${plan['Shared Hit Blocks'] + plan['Shared Read Blocks']} pages, ` +
      `${times['Execution Time'].toFixed(1)} ms and ${times['Planning Time'].toFixed(1)} ms of planning, once a connection`,
  );
  await timed('sealing a hundred times when there is nothing to seal', async () => {
    for (let count = 0; count < 100; count++) await sealer.seal();
  });
}

void onGround(main);
