import type { Clock } from './clock';
import { SystemRandom } from './random';

const stopped = (milliseconds: number) => ({
  milliseconds,
  now() {
    return new Date(this.milliseconds);
  },
});

describe('identifiers', () => {
  const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('are UUIDs of version 7 that carry the time of the shared clock', () => {
    const id = new SystemRandom(stopped(0x0123_4567_89ab) as Clock).id();
    expect(id).toMatch(version7);
    expect(id.replace('-', '').startsWith('0123456789ab')).toBe(true);
  });

  it('rise within a millisecond, over more of them than the counter holds, and when the clock goes back', () => {
    const clock = stopped(1_000_000);
    const random = new SystemRandom(clock as Clock);
    const ids = Array.from({ length: 9_000 }, () => random.id());
    clock.milliseconds = 500_000;
    ids.push(random.id());
    clock.milliseconds = 2_000_000;
    ids.push(random.id());
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(ids.every((id) => version7.test(id))).toBe(true);
  });
});
