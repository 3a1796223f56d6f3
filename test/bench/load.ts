import { HttpConnection } from './http-connection';

export interface Load {
  connections: number;
  seconds: number;
  /** Connections are dealt out to these one after another. */
  ports: readonly number[];
}

export interface LoadResult {
  requests: number;
  failures: number;
  seconds: number;
  /** Milliseconds, sorted. */
  latencies: number[];
}

/** One request of the load: false counts as a failure, null ends the run because there is nothing left to do. */
export type Work = (connection: HttpConnection) => Promise<boolean | null>;

/** Closed loop: each connection sends its next request when the answer to the one before has come. */
export async function run({ connections, seconds, ports }: Load, work: Work): Promise<LoadResult> {
  const open = await Promise.all(
    Array.from({ length: connections }, (_, at) => HttpConnection.open(ports[at % ports.length] as number)),
  );
  const latencies: number[] = [];
  let failures = 0;
  const started = performance.now();
  const until = started + seconds * 1_000;
  const loop = async (connection: HttpConnection) => {
    while (performance.now() < until) {
      const asked = performance.now();
      const succeeded = await work(connection);
      if (succeeded === null) return;
      if (!succeeded) failures++;
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(open.map(loop));
  const elapsed = (performance.now() - started) / 1_000;
  for (const connection of open) connection.close();
  return {
    requests: latencies.length,
    failures,
    seconds: elapsed,
    latencies: latencies.sort((a, b) => a - b),
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
