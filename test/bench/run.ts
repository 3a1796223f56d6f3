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
const referenceServer = join(__dirname, 'reference-server.js');

async function main(ground: Ground): Promise<void> {
  const { pool, config } = ground;
  print(
    `Node ${process.version}, ${cpus().length} cores shared by servers, PostgreSQL (fsync on) and load generator; ${CLIENTS} clients, ${SECONDS} s a phase`,
  );
  const bench = new Bench(ground);
  const waiting = await insertClients(pool, config, CLIENTS, { waiting: true });
  await bench.with(productionRoot, async () => {
    await warmUp(bench, waiting);
    for (const connections of [1, 8, 32])
      await bench.report(
        `session read (GET /api/auth/me), ${connections} connections`,
        connections,
        readSession(waiting),
      );
    for (const connections of [1, 8, 32])
      await bench.report(`verify-and-pay (TOTP), ${connections} connections`, connections, payNext(waiting));
    await insertForgottenChallenges(pool, FORGOTTEN_CHALLENGES);
    const remark = `${FORGOTTEN_CHALLENGES} open challenges lying around`;
    await bench.report(`verify-and-pay (TOTP), 32 connections, ${remark}`, 32, payNext(waiting));
    const fresh = await insertClients(pool, config, CLIENTS / 4);
    await bench.report('full approval (initiate, then verify-and-pay), 8 connections', 8, approveNext(fresh));
    await batches(bench, ground);
    await risk(bench, ground);
  });
  print('The same durable work on bare Fastify, without rules and gateway, as a yardstick for this machine:');
  await bench.with(referenceServer, async () => {
    await warmUp(bench, waiting);
    await bench.report('session read, 32 connections', 32, readSession(waiting));
    await bench.report('verify-and-pay, 32 connections', 32, payNext(waiting));
  });
  for (const processes of [1, 2, 4])
    await bench.with(
      productionRoot,
      async () => {
        await warmUp(bench, waiting);
        await bench.report(
          `verify-and-pay, ${processes} server processes, 32 connections`,
          32,
          payNext(waiting),
        );
      },
      { processes },
    );
  await countRoundTrips(bench, ground, waiting);
}

async function warmUp(bench: Bench, clients: BenchClient[]): Promise<void> {
  await bench.load({ connections: 8, seconds: 2 }, payNext(clients));
  await bench.load({ connections: 8, seconds: 1 }, readSession(clients));
}

/** How much more a batch costs than a single milestone: both steps, one after another. */
async function batches(bench: Bench, { pool, config }: Ground): Promise<void> {
  const medians: number[] = [];
  for (const [size, count] of Object.entries(BATCHES)) {
    const clients = await insertClients(pool, config, count, { milestones: Number(size) });
    const result = await bench.report(
      `full approval of a batch of ${size}, one after another`,
      1,
      approveNext(clients),
      {
        seconds: 60,
      },
    );
    medians.push(median(result));
  }
  const [one = Number.NaN, ...larger] = medians;
  print(
    `    a batch of 10 and of 100 against a batch of 1: ${larger.map((other) => (other / one).toFixed(2)).join(' and ')} times`,
  );
}

/** The risk decision within the first step. */
async function risk(bench: Bench, { pool, config }: Ground): Promise<void> {
  const medians: number[] = [];
  for (const payments of [10, 10_000]) {
    const [client] = await insertClients(pool, config, 1);
    if (!client) throw new Error('No client was made');
    await insertPastPayments(pool, client, payments);
    const result = await bench.report(
      `initiate with ${payments} past payments, one after another`,
      1,
      initiateAgain(client),
    );
    medians.push(median(result));
  }
  const [few = Number.NaN, many = Number.NaN] = medians;
  print(`    10,000 past payments against 10: ${(many / few).toFixed(2)} times`);
}

/** One request after another, through a relay that sees each flight. */
async function countRoundTrips(bench: Bench, { environment }: Ground, clients: BenchClient[]): Promise<void> {
  const url = new URL(environment.DATABASE_URL as string);
  const counter = await RoundTripCounter.before(Number(url.port));
  url.port = String(counter.port);
  const measure = async () => {
    await warmUp(bench, clients);
    const before = counter.count;
    const pay = payNext(clients);
    let left = COUNTED_REQUESTS;
    const work: Work = async (connection) => (left-- > 0 ? pay(connection) : null);
    const { requests } = await bench.load({ connections: 1, seconds: 60 }, work);
    print(
      `verify-and-pay: ${((counter.count - before) / requests).toFixed(2)} database round trips a request, the sandbox gateway's own among them`,
    );
  };
  await bench.with(productionRoot, measure, { environment: { ...environment, DATABASE_URL: url.href } });
  counter.close();
}

void onGround(main);
