import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CronItem, parseCronItems, type Runner, run, type TaskList } from 'graphile-worker';
import { Pool } from 'pg';
import { AppConfig } from '../../config/app-config';
import { SECOND } from '../clock';
import { createWorkerLogger } from './worker-logger';

export interface Job {
  name: string;
  /** When it also runs on its own, once among all replicas, e.g. `* * * * *` for each minute. */
  cron?: string;
  /**
   * Milliseconds after which it also runs whenever jobs start in a process, or start again after an outage: what a
   * crash left behind need not wait for the next sweep.
   */
  afterStart?: readonly number[];
  /** Throwing means: try again later. Must bear being run twice. */
  run(payload: unknown): Promise<void>;
}

const CONCURRENCY = 4;
const STOP_WITHIN_MS = 8 * SECOND;
/** By the database's clock. */
const addJobLater = 'SELECT graphile_worker.add_job($1, run_at => now() + make_interval(secs => $2))';
const MAX_RESTART_DELAY_MS = 30 * SECOND;

/** Runs jobs and cron sweeps in this process. Losing the database pauses it; it comes back by itself. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly jobs = new Map<string, Job>();
  private pool: Pool;
  private runner: Runner | null = null;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly config: AppConfig) {}

  /** Called in `onModuleInit`. */
  register(job: Job): void {
    if (this.jobs.has(job.name)) throw new Error(`Two jobs are called ${job.name}`);
    this.jobs.set(job.name, job);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.pool = new Pool({
      connectionString: this.config.databaseUrl,
      application_name: 'shopflow-jobs',
      max: CONCURRENCY + 2,
      connectionTimeoutMillis: 5 * SECOND,
    });
    this.pool.on('error', ({ message }) =>
      this.logger.warn(`A connection of the job queue was lost: ${message}`),
    );
    // The pool listens to idle connections only; one that breaks while a job uses it would end the process.
    this.pool.on('connect', (client) => void client.on('error', () => undefined));
    await this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { runner } = this;
    if (runner) {
      const stopped = runner.stop().catch(() => undefined);
      const late = setTimeout(() => void runner.kill().catch(() => undefined), STOP_WITHIN_MS);
      await Promise.race([
        stopped,
        new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS + SECOND).unref()),
      ]);
      clearTimeout(late);
    }
    await this.pool?.end();
  }

  private async start(): Promise<void> {
    const runner = await run({
      pgPool: this.pool,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 2 * SECOND,
      logger: createWorkerLogger(this.logger),
      taskList: this.tasks(),
      parsedCronItems: parseCronItems(this.cronItems()),
      // In batches failures end the runner, which comes back; one by one the worker does not await them, and a lost
      // connection would end the process as an unhandled rejection.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    this.runner = runner;
    if (this.stopping) await runner.stop();
    else await this.ringAfterStart();
    runner.promise.then(
      () => this.comeBack('it ended', 0),
      (error: Error) => this.comeBack(error.message, 0),
    );
  }

  /** When it fails the sweeps do the same, later. */
  private async ringAfterStart(): Promise<void> {
    const bells = [...this.jobs.values()].flatMap(({ name, afterStart = [] }) =>
      afterStart.map((delay) => [name, delay / SECOND]),
    );
    await Promise.all(bells.map((bell) => this.pool.query(addJobLater, bell))).catch(({ message }: Error) =>
      this.logger.warn(`What a crash left behind waits for the next sweep: ${message}`),
    );
  }

  private comeBack(reason: string, attempt: number): void {
    if (this.stopping) return;
    const delay = Math.min(SECOND * 2 ** attempt, MAX_RESTART_DELAY_MS);
    this.runner = null;
    this.logger.warn(`The job runner stopped and starts again in ${delay} ms: ${reason}`);
    this.restart = setTimeout(() => {
      this.start().catch((error: Error) => this.comeBack(error.message, attempt + 1));
    }, delay);
  }

  private tasks(): TaskList {
    return Object.fromEntries(
      [...this.jobs.values()].map((job) => [job.name, (payload: unknown) => this.perform(job, payload)]),
    );
  }

  /** The queue stores and prints the message of what is thrown here: it gets the kind of the failure only. */
  private async perform(job: Job, payload: unknown): Promise<void> {
    try {
      await job.run(payload);
    } catch (error) {
      this.logger.warn(error);
      const { name, code } = error as Error & { code?: string };
      throw new Error(`${job.name} failed: ${code ?? name}`);
    }
  }

  private cronItems(): CronItem[] {
    return [...this.jobs.values()].flatMap(({ name, cron }) =>
      cron === undefined
        ? []
        : [
            {
              task: name,
              match: cron,
              options: { backfillPeriod: 0, maxAttempts: 1, jobKey: `cron-${name}` },
            },
          ],
    );
  }
}
