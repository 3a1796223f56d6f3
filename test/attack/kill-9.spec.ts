import { randomInt } from 'node:crypto';
import { Choice } from '../crash/choice';
import { kills } from '../crash/scenarios';
import { Stage } from '../crash/stage';

/** The short version of `npm run test:crash`, without those who wait for a code that is late. The seed repeats its choices. */
const seed = randomInt(2 ** 31);

it(`kill -9 of servers, and PostgreSQL stopped at once, lose nothing and pay nothing twice (seed ${seed})`, async () => {
  const choice = new Choice(seed);
  const stage = await Stage.set(choice);
  try {
    const report = await kills(stage, choice, {
      cycles: 5,
      workers: 6,
      postgresEvery: 3,
      manners: { patient: 1, returning: 0, byApp: 1 },
    });
    expect(report.findings).toEqual([]);
    expect([report.serversKilled, report.postgresCrashes]).toEqual([4, 1]);
    expect(report.figures.captures).toBe(report.figures.payments);
    expect(report.figures.approved).toBeGreaterThan(5);
  } finally {
    await stage.close();
  }
}, 120_000);
