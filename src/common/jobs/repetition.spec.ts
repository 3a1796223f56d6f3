import { setTimeout as sleep } from 'node:timers/promises';
import { Repetition } from './repetition';

const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(2);
};

it('runs once at a time, goes on after a failure, and waits for its last run when it is stopped', async () => {
  const failures: string[] = [];
  let begun = 0;
  let beside = 0;
  let mostBeside = 0;
  const work = async () => {
    begun++;
    mostBeside = Math.max(mostBeside, ++beside);
    await sleep(15);
    beside--;
    if (begun === 1) throw new Error('no answer');
  };
  const repetition = new Repetition(1, work, ({ message }) => failures.push(message));
  repetition.start();
  await until(() => begun === 3);
  await repetition.stop();
  expect([beside, mostBeside, failures]).toEqual([0, 1, ['no answer']]);
  await sleep(20);
  expect(begun).toBe(3);
});
