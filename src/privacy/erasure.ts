import { HOUR } from '../common/clock';

/** Requests that were let in before an erasure have ended long before this. */
const LAST_REQUEST_MS = HOUR;

/** Money that is under way. It has to come to rest before one of its parties can be erased. */
export interface MoneyUnderWay {
  pendingApprovals: number;
  livePayments: number;
  liveAuthorizations: number;
  openDisputes: number;
}

/** @returns what stands against it, by name; empty when nothing does */
export function obstaclesOf(money: MoneyUnderWay): (keyof MoneyUnderWay)[] {
  return (Object.keys(money) as (keyof MoneyUnderWay)[]).filter((name) => money[name] > 0);
}

/**
 * Whether nobody can write an event of the person any more: everybody who wrote before the erasure has ended, and so has every
 * request that was let in before it.
 * @param oldestWriter number of the oldest transaction that still writes
 */
export function isLogSettled(
  { xid, erasedAt }: { xid: bigint; erasedAt: Date },
  oldestWriter: bigint,
  now: Date,
): boolean {
  return xid < oldestWriter && now.getTime() - erasedAt.getTime() > LAST_REQUEST_MS;
}
