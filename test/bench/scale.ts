import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bench, median, productionRoot } from './bench';
import { type Ground, onGround, print } from './ground';
import { grow } from './population';
import { insertClients } from './scenario';
import { measurePlans } from './statement-plans';
import { approveNext, payNext, readSession } from './work';

/** Whether a request costs the same among a thousand and among a million users, open challenges, payments and audit events. */
const SIZES = (process.env.BENCH_SIZES ?? '1000,100000,1000000').split(',').map(Number);
const PAYING = 4_000;
const CONNECTIONS = 8;
const SEALED_WITHIN_MS = 20 * 60_000;

async function main(ground: Ground): Promise<void> {
  const medians: Record<string, number[]> = {};
  const pages: Record<string, number[]> = {};
  const bench = new Bench(ground);
  let present = 0;
  for (const size of SIZES) {
    const begun = performance.now();
    await grow(ground.pool, size - present);
    present = size;
    const waiting = await insertClients(ground.pool, ground.config, PAYING, { waiting: true });
    const fresh = await insertClients(ground.pool, ground.config, PAYING / 4);
    print(`Among ${size} users, open challenges, payments and audit events (${seconds(begun)} s to fill):`);
    const asked = waiting[0];
    if (!asked) throw new Error('No client was made');
    await bench.with(productionRoot, async () => {
      await untilSealed(ground);
      const read = await measurePlans(ground, asked, { show: size === SIZES.at(-1) });
      for (const [name, count] of Object.entries(read)) pages[name] = [...(pages[name] ?? []), count];
      await bench.load({ connections: CONNECTIONS, seconds: 2 }, payNext(waiting));
      const phases = {
        'session read': readSession(waiting),
        'verify-and-pay': payNext(waiting),
        'full approval': approveNext(fresh),
      };
      for (const [name, work] of Object.entries(phases)) {
        const result = await bench.report(`  ${name}, ${CONNECTIONS} connections`, CONNECTIONS, work, {
          seconds: 3,
        });
        medians[name] = [...(medians[name] ?? []), median(result)];
      }
    });
  }
  summarize(medians, pages);
}

function summarize(medians: Record<string, number[]>, pages: Record<string, number[]>): void {
  for (const [name, [first = Number.NaN, ...rest]] of Object.entries(medians))
    print(
      `${name}: median against the smallest size: ${rest.map((other) => (other / first).toFixed(2)).join(', ')} times`,
    );
  print(`Pages of tables and indexes that a statement looks at, among ${SIZES.join(', ')}:`);
  for (const [name, counts] of Object.entries(pages)) print(`    ${name}: ${counts.join(', ')}`);
}

/** Events that were all inserted at once keep the sealer busy for a while, which is not what is measured here. */
async function untilSealed({ pool }: Ground): Promise<void> {
  const begun = performance.now();
  const counts =
    'SELECT (SELECT count(*) FROM audit_events) - (SELECT count(*) FROM audit_leaves) AS waiting';
  while (Number((await pool.query(counts)).rows[0].waiting) > 0) {
    if (performance.now() - begun > SEALED_WITHIN_MS) throw new Error('The log is not sealed in time');
    await sleep(1_000);
  }
  print(`    all events are sealed after ${seconds(begun)} s`);
  await pool.query('VACUUM ANALYZE');
}

function seconds(begun: number): string {
  return ((performance.now() - begun) / 1_000).toFixed(0);
}

void onGround(main);
