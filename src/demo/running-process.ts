import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !commandLine(pid).startsWith('<defunct>');
}

/** Empty when the process is gone; containers often lack `ps`, so Linux is read from `/proc`. */
export function commandLine(pid: number): string {
  try {
    if (process.platform !== 'linux') return ps(pid, 'command=');
    if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return '<defunct>';
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Tells a process from a later one that was given the same id. */
export function identityOf(pid: number): string {
  try {
    if (process.platform !== 'linux') return `${pid} ${ps(pid, 'lstart=')}`;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${pid} ${bootId} ${startTime}`;
  } catch {
    return '';
  }
}

/** @returns whether the process has ended within the time. */
export async function ended(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; isRunning(pid); waited += 50) {
    if (waited >= milliseconds) return false;
    await sleep(50);
  }
  return true;
}

function ps(pid: number, column: string): string {
  return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim();
}
