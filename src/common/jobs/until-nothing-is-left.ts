/**
 * Repeats what takes one batch at a time. Each batch is a transaction of its own, so that no sweep holds locks for long.
 * @param batch tells how much it took; zero ends it
 */
export async function untilNothingIsLeft(batch: () => Promise<number>): Promise<void> {
  for (let taken = 1; taken > 0; ) taken = await batch();
}
