/** Items of one queue are worked on one after another, queues beside each other. Results in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  atOnce: number,
  queueOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queues = new Map<string, [number, T][]>();
  for (const entry of items.entries()) {
    const queue = queues.get(queueOf(entry[1]));
    if (queue) queue.push(entry);
    else queues.set(queueOf(entry[1]), [entry]);
  }
  const waiting = queues.values();
  const worker = async () => {
    for (const queue of waiting) for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queues.size) }, worker));
  return results;
}
