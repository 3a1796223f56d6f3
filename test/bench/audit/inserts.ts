import type { Pool } from 'pg';
import { SystemRandom } from '../../../src/common/random';
import { type Ground, print } from '../ground';
import { processorSeconds } from '../processor-time';
import type { Cast } from './fill';
import type { LogGround } from './log-ground';

const CONNECTIONS = 8;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 12);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const random = new SystemRandom();

const plainInsert = {
  name: 'plain-insert',
  text: `
    INSERT INTO plain_events (id, at, type, outcome, actor_id, subject_type, subject_id, ip, user_agent, request_id, details, schema_version)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12`,
};

/** The least that is append-only: the same facts, a primary key, the trigger; nothing that finds or proves an event. */
async function makePlainTable({ pool, config }: Ground): Promise<void> {
  await pool.query(`
    CREATE TABLE plain_events (
      id uuid PRIMARY KEY, at timestamptz NOT NULL, type text NOT NULL, outcome text NOT NULL, actor_id uuid, subject_type text NOT NULL,
      subject_id uuid, ip inet, user_agent text, request_id text, details jsonb NOT NULL, schema_version smallint NOT NULL);
    CREATE TRIGGER plain_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plain_events
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    GRANT SELECT, INSERT ON plain_events TO ${config.databaseAppRole}`);
}

/** One event a transaction on eight connections, by turns into either table. */
export async function inserts(ground: Ground, log: LogGround, cast: Cast): Promise<void> {
  await makePlainTable(ground);
  const pool = (log.dataSource.driver as unknown as { master: Pool }).master;
  const writers = {
    plain: async () => {
      const { actorId, subjectId, ip, userAgent, requestId } = factsOf(cast);
      const values = [random.id(), new Date(), 'session.login', 'success', actorId, 'user', subjectId];
      await pool.query({ ...plainInsert, values: [...values, ip, userAgent, requestId, '{}', 1] });
    },
    log: async () => {
      const { actorId, subjectId, ...context } = factsOf(cast);
      log.clock.set(new Date());
      await log.recorder.recordAlone(context, {
        type: 'session.login',
        actorId,
        subject: { type: 'user', id: subjectId },
        details: {},
      });
    },
  };
  const rates: Record<keyof typeof writers, Rate[]> = { plain: [], log: [] };
  for (const write of Object.values(writers)) await rateOf(ground, write, 1);
  for (let round = 0; round < ROUNDS; round++)
    for (const name of round % 2 === 0 ? (['plain', 'log'] as const) : (['log', 'plain'] as const))
      rates[name].push(await rateOf(ground, writers[name], SECONDS));
  const each = (name: keyof typeof writers) => ({
    perSecond: medianOf(rates[name].map(({ perSecond }) => perSecond)),
    processorMs: medianOf(rates[name].map(({ processorMs }) => processorMs)),
  });
  const [plain, own] = [each('plain'), each('log')];
  print(
    `one event a transaction, ${CONNECTIONS} connections: plain ${Math.round(plain.perSecond)}/s, audit log ${Math.round(own.perSecond)}/s: ` +
      `${Math.round((own.perSecond / plain.perSecond) * 100)} %`,
  );
  print(
    `    database's processor, ms each: plain ${plain.processorMs.toFixed(3)}, audit log ${own.processorMs.toFixed(3)}`,
  );
  print(
    `    each turn: ${rates.log.map(({ perSecond }, at) => (perSecond / (rates.plain[at] as Rate).perSecond).toFixed(2)).join(', ')}`,
  );
}

interface Rate {
  perSecond: number;
  /** Of the database, per event. */
  processorMs: number;
}

function factsOf({ people, subjects, addresses }: Cast) {
  return {
    actorId: people[random.integer(people.length)] as string,
    subjectId: subjects[random.integer(subjects.length)] as string,
    ip: addresses[random.integer(addresses.length)] as string,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) bench',
    requestId: random.id(),
  };
}

async function rateOf({ postgresPid }: Ground, write: () => Promise<void>, seconds: number): Promise<Rate> {
  const before = processorSeconds(postgresPid);
  const started = performance.now();
  let written = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() - started < seconds * 1_000) {
        await write();
        written++;
      }
    }),
  );
  return {
    perSecond: written / ((performance.now() - started) / 1_000),
    processorMs: ((processorSeconds(postgresPid) - before) / written) * 1_000,
  };
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
