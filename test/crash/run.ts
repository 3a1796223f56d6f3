import 'reflect-metadata';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Choice } from './choice';
import { placesOfDeath } from './flights';
import { drops, kills, type Report } from './scenarios';
import { Stage } from './stage';

const USAGE = `npm run test:crash -- [--scenario kills|drops] [--cycles 200] [--postgres-every 10] [--approvals 1000] [--workers 24] [--seed N]

  kills  kills servers with SIGKILL, every so many cycles PostgreSQL with an immediate stop, while people pay
  drops  lets one in five answers of the gateway get lost
`;
const print = (line = '') => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'kills' },
      cycles: { type: 'string', default: '200' },
      'postgres-every': { type: 'string', default: '10' },
      approvals: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '24' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    },
  });
  const { scenario, seed } = values;
  const [cycles, postgresEvery, approvals, workers] = [
    wholeNumber(values.cycles),
    wholeNumber(values['postgres-every']),
    wholeNumber(values.approvals),
    wholeNumber(values.workers),
  ];
  const choice = new Choice(wholeNumber(seed));
  print(`Scenario ${scenario}, seed ${seed}`);
  const started = Date.now();
  const stage = await Stage.set(choice);
  try {
    const report =
      scenario === 'drops'
        ? await drops(stage, choice, { approvals, workers })
        : await kills(stage, choice, { cycles, workers, postgresEvery, onCycle: tellProgress });
    tell(report, Math.round((Date.now() - started) / 1_000));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

function tellProgress(cycle: number): void {
  if (cycle % 10 === 0) print(`  ${cycle} cycles`);
}

function tell(report: Report, seconds: number): void {
  const { figures, flights } = report;
  print(
    `${report.serversKilled} servers killed, PostgreSQL stopped at once ${report.postgresCrashes} times, in ${seconds} s`,
  );
  print('Requests that a death interrupted:');
  for (const place of placesOfDeath) print(`  ${place}: ${flights.deaths.get(place) ?? 0}`);
  print(`  deaths that interrupted none: ${flights.idle}`);
  print(`${figures.approved} approvals in force, ${figures.withoutCode} of them without a code`);
  print(
    `${report.acknowledged} of them were acknowledged at once; of ${report.answersLost} the answer was lost`,
  );
  print(`${figures.payments} payments, ${figures.captures} captures at the gateway`);
  print(
    report.settledWithinMs === null
      ? 'Some payments stayed under way'
      : `Nothing was under way ${(report.settledWithinMs / 1_000).toFixed(1)} s after the last answer`,
  );
  for (const finding of report.findings) print(`BROKEN: ${finding}`);
  print(report.findings.length === 0 ? 'Nothing lost, nothing twice.' : 'Something is wrong.');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`"${text}" is not a whole number\n\n${USAGE}`);
  return Number(text);
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  },
);
