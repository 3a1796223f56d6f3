import { Clock } from '../../src/common/clock';

/** Runs with real time until it is stopped, and can be moved. */
export class TestClock extends Clock {
  private offset = 0;
  private stoppedAt: number | null = null;

  now(): Date {
    return new Date(this.stoppedAt ?? Date.now() + this.offset);
  }

  advance(milliseconds: number): void {
    this.offset += milliseconds;
    if (this.stoppedAt !== null) this.stoppedAt += milliseconds;
  }

  /** From now on time stands still, moved only by `advance`. */
  stop(at: Date = this.now()): void {
    this.stoppedAt = at.getTime();
  }

  /** Goes on from where it stood. */
  resume(): void {
    this.offset = this.now().getTime() - Date.now();
    this.stoppedAt = null;
  }
}
