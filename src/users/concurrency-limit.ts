/** The line was full; the caller did not wait. */
export class LineFullError extends Error {}

/** Runs at most `running` tasks at once and lets at most `waiting` others stand in line, first come, first served. */
export class ConcurrencyLimit {
  private active = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly running: number,
    private readonly waiting: number,
  ) {}

  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private enter(): Promise<void> {
    if (this.active < this.running) {
      this.active++;
      return Promise.resolve();
    }
    if (this.line.length >= this.waiting) return Promise.reject(new LineFullError());
    return new Promise((resolve) => this.line.push(resolve));
  }

  /** The place passes to the next in line, so nobody can slip in between. */
  private leave(): void {
    const next = this.line.shift();
    if (next) next();
    else this.active--;
  }
}
