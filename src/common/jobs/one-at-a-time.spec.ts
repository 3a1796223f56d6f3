import { oneAtATime } from './one-at-a-time';

function slowWork() {
  const ends: ((error?: Error) => void)[] = [];
  const ring = oneAtATime(
    () => new Promise<void>((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))),
  );
  return { ring, ends };
}

it('runs once more, however often it was rung for while it ran', async () => {
  const { ring, ends } = slowWork();
  const first = ring();
  await Promise.all([ring(), ring(), ring()]);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await new Promise(setImmediate);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await first;
  expect(ends).toHaveLength(2);
});

it('can be rung for again after it has failed', async () => {
  const { ring, ends } = slowWork();
  const first = ring();
  ends[0]?.(new Error('The provider is away'));
  await expect(first).rejects.toThrow('The provider is away');
  const second = ring();
  ends[1]?.();
  await second;
  expect(ends).toHaveLength(2);
});
