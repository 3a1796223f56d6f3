import 'reflect-metadata';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Bench, median, productionRoot, SECONDS } from './bench';
import { type Ground, onGround, print } from './ground';
import type { Work } from './load';
import { RoundTripCounter } from './round-trip-counter';
import { type BenchClient, insertClients, insertForgottenChallenges, insertPastPayments } from './scenario';
import { approveNext, initiateAgain, payNext, readSession } from './work';

/** Enough approvals for each phase; a code is good once, so each request needs a client of its own. */
const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 60_000);
const FORGOTTEN_CHALLENGES = 100_000;
const COUNTED_REQUESTS = 200;
const BATCHES = { 1: 60, 10: 40, 100: 20 } as const;
const TURNS = 3;
const referenceServer = join(__dirname, 'reference-server.js');

/** What is measured in, and with: approvals that wait for a code are used up one after another. */
interface Stage {
  bench: Bench;
  ground: Ground;
  waiting: BenchClient[];
}

const phases = { sessions, payments, batches, risk, processes, 'round-trips': countRoundTrips };

/** All phases, or those that are named on the command line. */
async function main(ground: Ground): Promise<void> {
  const { pool, config } = ground;
  print(
    `Node ${process.version}, ${cpus().length} cores shared by servers, PostgreSQL (fsync on) and load generator; ${CLIENTS} clients, ${SECONDS} s a phase`,
  );
  const waiting = await insertClients(pool, config, CLIENTS, { waiting: true });
  const chosen = process.argv.slice(2);
  for (const [name, phase] of Object.entries(phases))
    if (chosen.length === 0 || chosen.includes(name))
      await phase({ bench: new Bench(ground), ground, waiting });
}

/** With the same look-up on bare Fastify as a yardstick, in turns, so that both meet the same neighbours on the machine. */
async function sessions({ bench, waiting }: Stage): Promise<void> {
  const rates: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let turn = 0; turn < TURNS; turn++)
    for (const [which, script] of Object.entries({ ours: productionRoot, bare: referenceServer }))
      await bench.with(script, async () => {
        await warmUp(bench, waiting);
        const title = `session read (GET /api/auth/me), ${which}, 32 connections`;
        const { requests, seconds } = await bench.report(title, 32, readSession(waiting));
        rates[which as keyof typeof rates].push(requests / seconds);
      });
  const ratios = rates.ours.map((rate, turn) => rate / (rates.bare[turn] ?? Number.NaN));
  print(`    ours against bare Fastify with the same look-up: ${inWords(ratios)} of its rate`);
}

async function payments({ bench, ground: { pool, config }, waiting }: Stage): Promise<void> {
  await bench.with(productionRoot, async () => {
    await warmUp(bench, waiting);
    for (const connections of [1, 8, 32])
      await bench.report(`verify-and-pay (TOTP), ${connections} connections`, connections, payNext(waiting));
    await insertForgottenChallenges(pool, FORGOTTEN_CHALLENGES);
    const remark = `${FORGOTTEN_CHALLENGES} open challenges lying around`;
    await bench.report(`verify-and-pay (TOTP), 32 connections, ${remark}`, 32, payNext(waiting));
    const fresh = await insertClients(pool, config, CLIENTS / 4);
    await bench.report('full approval (initiate, then verify-and-pay), 8 connections', 8, approveNext(fresh));
  });
  print('The same durable work on bare Fastify, without rules and gateway, as a yardstick for this machine:');
  await bench.with(referenceServer, async () => {
    await warmUp(bench, waiting);
    await bench.report('verify-and-pay, 32 connections', 32, payNext(waiting));
  });
}

async function processes({ bench, waiting }: Stage): Promise<void> {
  for (const count of [1, 2, 4])
    await bench.with(
      productionRoot,
      async () => {
        await warmUp(bench, waiting);
        await bench.report(`verify-and-pay, ${count} server processes, 32 connections`, 32, payNext(waiting));
      },
      { processes: count },
    );
}

async function warmUp(bench: Bench, clients: BenchClient[]): Promise<void> {
  await bench.load({ connections: 8, seconds: 2 }, payNext(clients));
  await bench.load({ connections: 8, seconds: 1 }, readSession(clients));
}

/** How much more a batch costs than a single milestone: both steps, one after another. Sizes in turns. */
async function batches({ bench, ground: { pool, config }, waiting }: Stage): Promise<void> {
  await bench.with(productionRoot, async () => {
    await warmUp(bench, waiting);
    for (const [size, count] of Object.entries(BATCHES)) {
      const clients = await insertClients(pool, config, count, { milestones: Number(size) });
      await bench.load({ connections: 1, seconds: 60 }, approveNext(clients));
    }
    const ratios: Record<string, number[]> = {};
    for (let turn = 0; turn < TURNS; turn++) {
      let one = Number.NaN;
      for (const [size, count] of Object.entries(BATCHES)) {
        const clients = await insertClients(pool, config, count, { milestones: Number(size) });
        const title = `full approval of a batch of ${size}, one after another`;
        const took = median(await bench.report(title, 1, approveNext(clients), { seconds: 60 }));
        if (size === '1') one = took;
        else ratios[size] = [...(ratios[size] ?? []), took / one];
      }
    }
    for (const [size, times] of Object.entries(ratios))
      print(`    a batch of ${size} against a batch of 1: ${inWords(times)} times`);
  });
}

/** The risk decision within the first step. */
async function risk({ bench, ground: { pool, config }, waiting }: Stage): Promise<void> {
  await bench.with(productionRoot, async () => {
    await warmUp(bench, waiting);
    const medians: number[] = [];
    for (const payments of [10, 10_000]) {
      const [client] = await insertClients(pool, config, 1);
      if (!client) throw new Error('No client was made');
      await insertPastPayments(pool, client, payments);
      const title = `initiate with ${payments} past payments, one after another`;
      medians.push(median(await bench.report(title, 1, initiateAgain(client))));
    }
    const [few = Number.NaN, many = Number.NaN] = medians;
    print(`    10,000 past payments against 10: ${(many / few).toFixed(2)} times`);
  });
}

/** One request after another, through a relay that sees each flight. */
async function countRoundTrips({
  bench,
  ground: { pool, config, environment },
  waiting,
}: Stage): Promise<void> {
  const url = new URL(environment.DATABASE_URL as string);
  const counter = await RoundTripCounter.before(Number(url.port));
  url.port = String(counter.port);
  const count = async (title: string, work: Work, limit = Number.POSITIVE_INFINITY) => {
    const before = counter.count;
    let left = limit;
    const limited: Work = async (connection) => (left-- > 0 ? work(connection) : null);
    const { requests } = await bench.load({ connections: 1, seconds: 60 }, limited);
    const each = (counter.count - before) / requests;
    print(`${title}: ${each.toFixed(2)} database round trips, the sandbox gateway's own among them`);
  };
  const measure = async () => {
    await warmUp(bench, waiting);
    await count('verify-and-pay', payNext(waiting), COUNTED_REQUESTS);
    for (const [size, batches] of Object.entries(BATCHES)) {
      const clients = await insertClients(pool, config, batches, { milestones: Number(size) });
      await count(`full approval of a batch of ${size}`, approveNext(clients));
    }
  };
  await bench.with(productionRoot, measure, { environment: { ...environment, DATABASE_URL: url.href } });
  counter.close();
}

/** The middle one of several turns, and how far apart they lie. */
function inWords(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const [least, middle, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((at) =>
    sorted[at]?.toFixed(2),
  );
  return `${middle} (${least} to ${most} in ${sorted.length} turns)`;
}

void onGround(main);
