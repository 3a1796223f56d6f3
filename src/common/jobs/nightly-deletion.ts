import { Injectable, type OnModuleInit } from '@nestjs/common';
import { after, Clock } from '../clock';
import { Database } from '../database/database';
import type { Statement } from '../database/sql';
import { type Job, JobRunner } from './job-runner';
import { untilNothingIsLeft } from './until-nothing-is-left';

/** Deletes what has been over for a while, each night, a batch at a time. */
@Injectable()
export abstract class NightlyDeletion implements Job, OnModuleInit {
  abstract readonly name: string;
  abstract readonly cron: string;
  /** How long it is kept, in milliseconds. */
  protected abstract readonly keptMs: number;
  /** Deletes one batch of what ended before `$1`. */
  protected abstract readonly batch: Statement;

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  run(): Promise<void> {
    const since = after(this.clock.now(), -this.keptMs);
    return untilNothingIsLeft(() => this.database.execute(this.batch, [since]));
  }
}
