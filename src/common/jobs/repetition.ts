/**
 * Work of this process that begins again some time after it has ended, one run at a time: where it is slow it does not pile up. A run
 * that fails is told of and followed by the next.
 */
export class Repetition {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<unknown>,
    private readonly onFailure: (error: Error) => void,
  ) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.work()
        .catch(this.onFailure)
        .finally(() => this.start());
    }, this.everyMs).unref();
  }

  /** For good. Ends when the run under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
