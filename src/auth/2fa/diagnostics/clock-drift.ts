const STEP_SECONDS = 30;

/**
 * How far the clock of an authenticator app is off, to the time step: negative when it is behind. Null until a code was accepted.
 * @param lastStep the time step of the last accepted code @param acceptedAt when that was, by our clock
 */
export function clockDriftSeconds(lastStep: bigint | null, acceptedAt: Date | null): number | null {
  if (lastStep === null || acceptedAt === null) return null;
  const ours = Math.floor(acceptedAt.getTime() / 1000 / STEP_SECONDS);
  return (Number(lastStep) - ours) * STEP_SECONDS;
}

export const clockVerdicts = ['on-time', 'behind', 'ahead', 'unknown'] as const;
export type ClockVerdict = (typeof clockVerdicts)[number];

/** One step is tolerated; an app that needs it is about to fail. */
export function judgeClock(driftSeconds: number | null): ClockVerdict {
  if (driftSeconds === null) return 'unknown';
  if (driftSeconds === 0) return 'on-time';
  return driftSeconds < 0 ? 'behind' : 'ahead';
}
