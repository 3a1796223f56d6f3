import { clockDriftSeconds, judgeClock } from './clock-drift';

const at = new Date('2026-03-01T12:00:15Z');
const step = BigInt(Math.floor(at.getTime() / 30_000));

it.each<[string, bigint | null, Date | null, number | null, string]>([
  ['the code of this step', step, at, 0, 'on-time'],
  ['the code of the step before', step - 1n, at, -30, 'behind'],
  ['the code of the next step', step + 1n, at, 30, 'ahead'],
  ['no code yet', null, null, null, 'unknown'],
  ['a factor that was used by something else', null, at, null, 'unknown'],
])('%s', (_, lastStep, acceptedAt, drift, verdict) => {
  expect(clockDriftSeconds(lastStep, acceptedAt)).toBe(drift);
  expect(judgeClock(drift)).toBe(verdict);
});
