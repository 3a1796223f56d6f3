import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, SECOND } from '../clock';
import { execute } from '../database/sql';

export interface JobOptions {
  /** At once when absent. */
  runAt?: Date;
  /** A waiting job with the same key is replaced. */
  key?: string;
}

/** The queue has the database's clock: it is told how long to wait, so that an injected clock may differ. */
const addJob = {
  name: 'add-job',
  text: `
    SELECT 1 FROM graphile_worker.add_job(
      $1, payload => $2::json, run_at => now() + make_interval(secs => $3), job_key => $4)`,
};

/** A job is only a bell: it carries ids, never content, and a sweep finds what a lost one leaves behind. */
@Injectable()
export class JobQueue {
  constructor(private readonly clock: Clock) {}

  /** The job exists when the caller's transaction commits, and starts within milliseconds of that. */
  async add(
    manager: EntityManager,
    task: string,
    payload: object,
    { runAt, key }: JobOptions = {},
  ): Promise<void> {
    const delay = runAt ? Math.max(0, runAt.getTime() - this.clock.now().getTime()) / SECOND : 0;
    await execute(manager, addJob, [task, JSON.stringify(payload), delay, key ?? null]);
  }
}
