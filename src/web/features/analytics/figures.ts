import type { TwoFactorFigures } from '../../shared/api/types';

type Challenges = TwoFactorFigures['challenges'];

/** What became of challenges. */
export interface Outcomes {
  sent: number;
  success: number;
  failed: number;
  abandoned: number;
  open: number;
}

const outcomes = ['sent', 'success', 'failed', 'abandoned', 'open'] as const;

/** All methods and purposes together. */
export function sumOf(challenges: Challenges): Outcomes {
  const sum: Outcomes = { sent: 0, success: 0, failed: 0, abandoned: 0, open: 0 };
  for (const each of challenges) for (const outcome of outcomes) sum[outcome] += each[outcome];
  return sum;
}

/** Which purposes there are, the most frequent first. */
export function purposesOf(challenges: Challenges): string[] {
  const counts = new Map<string, number>();
  for (const { purpose, sent } of challenges) counts.set(purpose, (counts.get(purpose) ?? 0) + sent);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([purpose]) => purpose);
}

/** @returns between 0 and 1; 0 of nothing is 0 */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** What became of the messages of a provider: parts that add up to all of them. */
export interface Fate {
  delivered: number;
  /** Taken, without a word about what became of it; mail servers never say more. */
  taken: number;
  /** Undelivered, failed or too late. */
  lost: number;
  waiting: number;
}

export function fateOf(figures: TwoFactorFigures['deliveries'][number]): Fate {
  const { accepted, delivered, undelivered, failed, expired, waiting } = figures;
  const taken = Math.max(0, accepted - delivered - undelivered);
  return { delivered, taken, lost: undelivered + failed + expired, waiting };
}
