/**
 * Why payments are stopped.
 * - `recovery`: access to the account was recovered a short while ago
 * - `emergency-access`: access was given back by two admins without the usual wait
 * - `reported`: the owner has said "this wasn't me" about a change
 * - `factor-changed`: a way to prove who they are was removed or replaced
 * - `settings-loosened`: the payment would have needed a code under the settings of a short while ago
 * - `risk`: a person has to look at it first
 */
export const holdReasons = [
  'recovery',
  'factor-changed',
  'reported',
  'settings-loosened',
  'risk',
  'emergency-access',
] as const;
export type HoldReason = (typeof holdReasons)[number];

export const holdStatuses = ['live', 'ended', 'lifted'] as const;
export type HoldStatus = (typeof holdStatuses)[number];

/** What is to be known of a hold that stops something. */
export interface Stop {
  reason: HoldReason;
  since: Date;
  /** Null: until somebody lifts it. */
  endsAt: Date | null;
}

export type LiveHold = Stop & { id: string };

/** Who reads it: a payee is told that the client's payments are stopped, never why. */
export type Side = 'client' | 'payee';

const explanations: Record<HoldReason, string> = {
  recovery: 'Access to your account was recovered a short while ago, so payments wait until it is safe.',
  'emergency-access': 'Access to your account was restored in an emergency, so payments wait for longer.',
  reported:
    'Somebody said by a link in one of our messages that a change to your account was not theirs, so payments are stopped until that is cleared up.',
  'factor-changed':
    'A way to prove who you are was removed or replaced a short while ago, so payments that need a code wait for a day.',
  'settings-loosened':
    'Your payment security settings were loosened a short while ago. Under the settings before, this payment would have needed a code, so it waits for a day.',
  risk: 'Something about this payment is unusual, so a person looks at it first.',
};

/** For all reasons alike, so that a payee learns nothing about the security of the client's account. */
const forPayees = {
  reason: 'security-check',
  explanation: 'This payment is approved and on hold for a security check. There is nothing you need to do.',
};

/** In plain words for the one who reads it. */
export function explain(reason: HoldReason, side: Side): { reason: string; explanation: string } {
  return side === 'payee' ? forPayees : { reason, explanation: explanations[reason] };
}

/** The hold that stops a new payment for the longest time; null when none does. */
export function longest<H extends Stop>(holds: readonly H[]): H | null {
  const end = ({ endsAt }: H) => endsAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return holds.reduce<H | null>((last, hold) => (last && end(last) >= end(hold) ? last : hold), null);
}

/** Over by the clock, whether or not anybody has noted it. */
export function statusOf(hold: { liftedAt: Date | null; endsAt: Date | null }, now: Date): HoldStatus {
  if (hold.liftedAt) return 'lifted';
  return hold.endsAt && hold.endsAt <= now ? 'ended' : 'live';
}

/** Nobody lifts what stops their own payments, what they have placed, or what guards against their own act. */
export function mayLift(
  adminId: string,
  hold: { clientId: string; placedBy: string | null; barred: readonly string[] },
): boolean {
  return adminId !== hold.clientId && adminId !== hold.placedBy && !hold.barred.includes(adminId);
}
