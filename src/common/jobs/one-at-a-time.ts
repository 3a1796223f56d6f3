/**
 * Work that never runs beside itself in this process: what waits for a provider that hangs takes one worker then, and leaves
 * the others to the jobs that deliver codes.
 * @returns starts it, or has the run under way followed by another one and ends at once
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running = false;
  let rungAgain = false;
  return async () => {
    rungAgain = running;
    if (running) return;
    running = true;
    try {
      do {
        rungAgain = false;
        await work();
      } while (rungAgain);
    } finally {
      running = false;
    }
  };
}
