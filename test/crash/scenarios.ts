import { setTimeout as sleep } from 'node:timers/promises';
import type { Choice } from './choice';
import { Flights } from './flights';
import { Load, type Manners } from './load';
import { People, type Wish } from './people';
import { broken, type Figures, figuresOf, settled } from './proof';
import type { Server, Stage } from './stage';

export interface Report {
  figures: Figures;
  flights: Flights;
  acknowledged: number;
  /** Paid although the answer was lost: the client found out by asking again. */
  answersLost: number;
  /** Milliseconds until nothing was under way any more. */
  settledWithinMs: number | null;
  serversKilled: number;
  postgresCrashes: number;
  /** Nothing here means: nothing lost, nothing twice. */
  findings: string[];
}

export interface KillOptions {
  cycles: number;
  workers: number;
  /** PostgreSQL is stopped at once every so many cycles; never when 0. */
  postgresEvery: number;
  manners?: Manners;
  onCycle?: (cycle: number) => void;
}

export interface DropOptions {
  approvals: number;
  workers: number;
}

export const SETTLED_WITHIN_MS = 60_000;
const NO_VERIFICATION_MS = 3_000;
const PAYEES = 40;
const WORKS = 'pm_sandbox_visa';
const DROPS_ANSWER = 'pm_sandbox_capture_answer_dropped';
const HANGS = 'pm_sandbox_capture_hangs';

/** Kills a server, or PostgreSQL, again and again while people pay. */
export async function kills(
  stage: Stage,
  choice: Choice,
  {
    cycles,
    workers,
    postgresEvery,
    manners = { patient: 0.5, returning: 0.3, byApp: 0.5 },
    onCycle = () => undefined,
  }: KillOptions,
): Promise<Report> {
  const flights = new Flights(stage);
  const load = await loadOf(stage, choice, flights, manners, () => anyWish(choice, manners));
  let postgresCrashes = 0;
  load.begin(workers);
  for (let cycle = 1; cycle <= cycles; cycle++) {
    await load.more(choice.between(1, workers));
    const target = await targetOf(choice, flights);
    const isPostgresNext = postgresEvery > 0 && cycle % postgresEvery === 0;
    if (isPostgresNext) {
      const interrupted = flights.on(stage.servers);
      await stage.crashPostgres();
      await flights.autopsy(interrupted);
      postgresCrashes++;
    } else await killOne(stage, flights, target ?? (await anyServer(stage, choice)));
    onCycle(cycle);
  }
  await load.end();
  return judge(stage, flights, load, cycles - postgresCrashes, postgresCrashes);
}

/** Nobody dies; the gateway does what it is asked and one in five of its answers is lost. */
export async function drops(
  stage: Stage,
  choice: Choice,
  { approvals, workers }: DropOptions,
): Promise<Report> {
  const flights = new Flights(stage);
  let made = 0;
  const load = await loadOf(stage, choice, flights, { patient: 1, returning: 0, byApp: 1 }, () => {
    if (made === approvals) return null;
    const isDropped = made++ % 5 === 0;
    const lost = choice.chance(0.8) ? DROPS_ANSWER : HANGS;
    return { paymentMethods: [isDropped ? lost : WORKS], milestonesPerContract: 1, byApp: true };
  });
  load.begin(workers);
  await load.over();
  const report = await judge(stage, flights, load, 0, 0);
  if (report.figures.captures !== approvals)
    report.findings.push(`${report.figures.captures} captures of ${approvals} approvals`);
  return report;
}

async function loadOf(
  stage: Stage,
  choice: Choice,
  flights: Flights,
  manners: Manners,
  nextWish: () => Wish | null,
): Promise<Load> {
  const people = new People(stage, choice);
  await people.addPayees(PAYEES);
  return new Load(stage, flights, people, choice, manners, nextWish);
}

function anyWish(choice: Choice, { byApp }: Manners): Wish {
  const contracts = choice.of([1, 1, 1, 2, 3]);
  return {
    paymentMethods: Array.from({ length: contracts }, () =>
      choice.of([WORKS, WORKS, WORKS, WORKS, WORKS, WORKS, DROPS_ANSWER, DROPS_ANSWER, HANGS]),
    ),
    milestonesPerContract: choice.of([1, 1, 1, 2, 4]),
    byApp: choice.chance(byApp),
  };
}

/** Most deaths fall into the few milliseconds of a verification, the others anywhere. */
async function targetOf(choice: Choice, flights: Flights): Promise<Server | null> {
  if (choice.chance(0.3)) {
    await sleep(choice.between(0, 200));
    return null;
  }
  const next = await Promise.race([flights.nextVerification(), sleep(NO_VERIFICATION_MS, null)]);
  await sleep(choice.between(0, 15));
  return next?.server ?? null;
}

async function anyServer(stage: Stage, choice: Choice): Promise<Server> {
  while (stage.servers.length === 0) await sleep(20);
  return choice.of(stage.servers);
}

async function killOne(stage: Stage, flights: Flights, victim: Server): Promise<void> {
  const interrupted = flights.on([victim]);
  await stage.kill(victim);
  await flights.autopsy(interrupted);
}

async function judge(
  stage: Stage,
  flights: Flights,
  { told, failures }: Load,
  serversKilled: number,
  postgresCrashes: number,
): Promise<Report> {
  await stage.allServing();
  const settledWithinMs = await settled(stage, SETTLED_WITHIN_MS);
  const findings = [...failures, ...(await broken(stage, told))];
  if (settledWithinMs === null) findings.push(`Payments are under way after ${SETTLED_WITHIN_MS} ms`);
  const acknowledged = told.filter((each) => each.acknowledged).length;
  return {
    figures: await figuresOf(stage),
    flights,
    acknowledged,
    answersLost: told.length - acknowledged,
    settledWithinMs,
    serversKilled,
    postgresCrashes,
    findings,
  };
}
