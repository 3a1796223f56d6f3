import { Injectable } from '@nestjs/common';

/** More wait only while nothing is sealed for long, and then these are enough to show what goes on. */
const MOST = 10_000;

/** Events that this process has committed and not yet seen in their places, oldest first. */
@Injectable()
export class RecordedEvents {
  private waiting: string[] = [];

  add(ids: readonly string[]): void {
    if (this.waiting.length < MOST) this.waiting.push(...ids);
  }

  oldest(count: number): string[] {
    return this.waiting.slice(0, count);
  }

  forget(ids: ReadonlySet<string>): void {
    this.waiting = this.waiting.filter((id) => !ids.has(id));
  }
}
