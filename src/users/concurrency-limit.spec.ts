import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrencyLimit, LineFullError } from './concurrency-limit';

describe('ConcurrencyLimit', () => {
  it('never runs more than allowed and finishes everything in order', async () => {
    const limit = new ConcurrencyLimit(2, 10);
    const started: number[] = [];
    let active = 0;
    let most = 0;
    const task = (index: number) => async () => {
      started.push(index);
      most = Math.max(most, ++active);
      await sleep(5);
      active--;
      return index;
    };
    const results = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => limit.run(task(index))));
    expect(results).toEqual([0, 1, 2, 3, 4, 5]);
    expect(started).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('turns away who finds the line full, and recovers', async () => {
    const limit = new ConcurrencyLimit(1, 1);
    const running = limit.run(() => sleep(20, 'first'));
    const waiting = limit.run(() => sleep(1, 'second'));
    await expect(limit.run(() => sleep(1))).rejects.toThrow(LineFullError);
    await expect(Promise.all([running, waiting])).resolves.toEqual(['first', 'second']);
    await expect(limit.run(() => sleep(1, 'third'))).resolves.toBe('third');
  });

  it('passes the place on after a failure', async () => {
    const limit = new ConcurrencyLimit(1, 5);
    const failing = limit.run(() => Promise.reject(new Error('no')));
    const next = limit.run(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
