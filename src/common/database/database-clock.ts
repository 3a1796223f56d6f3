import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, MINUTE } from '../clock';
import { Database } from './database';

const readTime = { name: 'read-time', text: 'SELECT clock_timestamp() AS now' };

/** The database's time, which all replicas share: this host's clock corrected by the offset measured each minute. */
@Injectable()
export class DatabaseClock extends Clock implements OnModuleInit, OnApplicationShutdown {
  private offset = 0;
  private timer: NodeJS.Timeout;

  constructor(private readonly database: Database) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => void this.measure().catch(() => undefined), MINUTE).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  now(): Date {
    return new Date(performance.timeOrigin + performance.now() + this.offset);
  }

  private async measure(): Promise<void> {
    const local = () => performance.timeOrigin + performance.now();
    const asked = local();
    const answer = await this.database.row<{ now: Date }>(readTime);
    if (answer) this.offset = answer.now.getTime() - (asked + local()) / 2;
  }
}
