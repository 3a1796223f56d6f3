import { readdirSync, readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100;

/** Seconds of processor time, user and system, of a process and its living children; NaN where /proc does not tell. */
export function processorSeconds(pid: number): number {
  try {
    const family = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(readStat)
      .filter((stat) => stat !== null && (stat.pid === pid || stat.parent === pid));
    return family.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0) / CLOCK_TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

function readStat(name: string): { pid: number; parent: number; ticks: number } | null {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
