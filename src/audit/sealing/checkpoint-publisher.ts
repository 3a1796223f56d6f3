import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { MINUTE, SECOND } from '../../common/clock';
import { AppConfig } from '../../config/app-config';
import { sizeIn } from '../tree/signed-note';
import {
  type CheckpointDestination,
  checkpointBucket,
  checkpointFile,
  checkpointWebhook,
} from './checkpoint-destinations';

const MAX_DELAY_MS = MINUTE;

/**
 * Hands checkpoints to places outside. The newest is enough, because it covers all before it: while a place is away, those in
 * between are passed over, and it gets the newest when it is back.
 */
@Injectable()
export class CheckpointPublisher implements BeforeApplicationShutdown {
  private readonly couriers: Courier[];

  constructor({ audit }: AppConfig) {
    const { checkpointFile: path, checkpointWebhook: url, checkpointBucket: bucket } = audit;
    this.couriers = [
      ...(path ? [checkpointFile(path)] : []),
      ...(url ? [checkpointWebhook(url)] : []),
      ...(bucket ? [checkpointBucket(bucket)] : []),
    ].map((destination) => new Courier(destination));
  }

  announce(note: string): void {
    for (const courier of this.couriers) courier.take(note);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.couriers.map((courier) => courier.stop()));
  }
}

class Courier {
  private readonly logger = new Logger('AuditCheckpoints');
  private waiting: string | null = null;
  private working: Promise<void> | null = null;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(private readonly destination: CheckpointDestination) {}

  take(note: string): void {
    this.waiting = note;
    if (!this.working && !this.retry) this.work();
  }

  async stop(): Promise<void> {
    clearTimeout(this.retry);
    this.retry = undefined;
    await this.working;
    clearTimeout(this.retry);
  }

  private work(): void {
    this.working = this.handAll().finally(() => {
      this.working = null;
    });
  }

  private async handAll(): Promise<void> {
    while (this.waiting !== null) {
      const note = this.waiting;
      try {
        await this.destination.hand(note, sizeIn(note));
        this.failures = 0;
        if (this.waiting === note) this.waiting = null;
      } catch (error) {
        this.comeBack((error as Error).message);
        return;
      }
    }
  }

  private comeBack(reason: string): void {
    const delay = Math.min(SECOND * 2 ** this.failures++, MAX_DELAY_MS);
    this.logger.warn(
      `The ${this.destination.name} has not taken a checkpoint, again in ${delay} ms: ${reason}`,
    );
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.work();
    }, delay).unref();
  }
}
