interface Waiting<Item, Outcome> {
  item: Item;
  settle(outcome: Outcome): void;
  fail(error: unknown): void;
}

/**
 * Does together what comes together, where that costs hardly more than doing it for one: a statement, a commit. Items of one
 * turn of the event loop share it, and so do those that come while the one before is under way; one that comes alone does
 * not wait.
 */
export class Gatherer<Item, Outcome> {
  private readonly waiting: Waiting<Item, Outcome>[] = [];
  private isWorking = false;

  /**
   * @param work gives one outcome an item, in their order. When it throws, it has failed for all that it was given.
   * @param atOnce the most items that it takes
   */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    private readonly atOnce: number,
  ) {}

  add(item: Item): Promise<Outcome> {
    const outcome = new Promise<Outcome>((settle, fail) => {
      this.waiting.push({ item, settle, fail });
    });
    if (!this.isWorking) {
      this.isWorking = true;
      process.nextTick(() => void this.workAll());
    }
    return outcome;
  }

  private async workAll(): Promise<void> {
    while (this.waiting.length > 0) await this.workOn(this.waiting.splice(0, this.atOnce));
    this.isWorking = false;
  }

  private async workOn(together: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.work(together.map(({ item }) => item));
      for (const [index, { settle }] of together.entries()) settle(outcomes[index] as Outcome);
    } catch (error) {
      for (const { fail } of together) fail(error);
    }
  }
}
