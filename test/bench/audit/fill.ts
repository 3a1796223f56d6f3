import type { AuditRecord } from '../../../src/audit/audit-recorder';
import { after, DAY } from '../../../src/common/clock';
import { SystemRandom } from '../../../src/common/random';
import type { Ground } from '../ground';
import type { LogGround } from './log-ground';

/** Who and what events are about. The first person is the one that plans are asked for: one event in fifty. */
export interface Cast {
  people: string[];
  subjects: string[];
  addresses: string[];
}

const PEOPLE = 20_000;
const ADDRESSES = 5_000;
const STATEMENT = 1_000;
const YEARS = 7;
const random = new SystemRandom();

export function castOf(): Cast {
  return {
    people: Array.from({ length: PEOPLE }, () => random.id()),
    subjects: Array.from({ length: PEOPLE }, () => random.id()),
    addresses: Array.from(
      { length: ADDRESSES },
      (_, at) => `198.${18 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`,
    ),
  };
}

/** Months for seven years back, as they would be there by then. */
export async function makeMonths({ pool }: Ground): Promise<void> {
  await pool.query(`
    SELECT make_audit_month(class, month::date)
    FROM (VALUES ('security', interval '13 months'), ('approvals', interval '${YEARS} years')) AS kept (class, span),
      generate_series(date_trunc('month', now() - span), now() + interval '2 months', interval '1 month') AS month`);
}

/** As the application writes them, with MACs, in statements of a thousand; then their places. */
export async function fill(log: LogGround, cast: Cast, count: number): Promise<void> {
  const now = new Date();
  for (let made = 0; made < count; made += STATEMENT) {
    const age = (1 - made / count) * 365 * DAY;
    const batch = Math.min(STATEMENT, count - made);
    for (const [share, isMoney, factor] of [
      [0.7, false, 1],
      [0.3, true, YEARS],
    ] as const) {
      log.clock.set(after(now, -age * factor));
      const records = Array.from({ length: Math.round(batch * share) }, (_, at) =>
        eventOf(cast, made + at, isMoney),
      );
      const ip = cast.addresses[random.integer(ADDRESSES)] as string;
      const context = { ip, userAgent: 'Mozilla/5.0 (X11; Linux x86_64) bench', requestId: random.id() };
      await log.recorder.recordAlone(context, ...records);
    }
  }
  log.clock.set(now);
}

function eventOf({ people, subjects }: Cast, number: number, isMoney: boolean): AuditRecord {
  const actorId = people[number % 50 === 0 ? 0 : random.integer(PEOPLE)] as string;
  const id = subjects[random.integer(PEOPLE)] as string;
  const outcome = number % 10 === 0 ? 'failure' : 'success';
  return isMoney
    ? {
        type: 'challenge.verified',
        outcome,
        actorId,
        subject: { type: 'challenge', id },
        details: { purpose: 'payment', method: 'totp' },
      }
    : { type: 'session.login', outcome, actorId, subject: { type: 'user', id }, details: {} };
}
