import { Injectable } from '@nestjs/common';

/** Answers that do not end by themselves: a process that leaves ends them first, so that it need not wait for them. */
@Injectable()
export class OpenStreams {
  private readonly ends = new Set<() => void>();
  private closing = false;

  /** @returns what to call when it has ended on its own */
  add(end: () => void): () => void {
    if (this.closing) end();
    else this.ends.add(end);
    return () => void this.ends.delete(end);
  }

  endAll(): void {
    this.closing = true;
    for (const end of this.ends) end();
    this.ends.clear();
  }
}
