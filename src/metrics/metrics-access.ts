import { isIPv4 } from 'node:net';
import { equalInConstantTime, sha256 } from '../common/crypto/hashing';

export interface Asking {
  /** Of the socket itself, whatever a proxy says. */
  address: string | undefined;
  headers: Readonly<Record<string, unknown>>;
}

export type MetricsAccess = 'granted' | 'denied' | 'hidden';

/** What a proxy adds: whoever comes through one on this machine comes from elsewhere. */
const forwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * With a token whoever brings it may look, from anywhere. Without one only programs on the same machine may, and for all
 * others there is nothing here.
 */
export function metricsAccess(token: string | null, { address, headers }: Asking): MetricsAccess {
  if (token !== null) {
    const brought = /^Bearer +(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? '';
    return equalInConstantTime(sha256(brought), sha256(token)) ? 'granted' : 'denied';
  }
  const isForwarded = forwarded.some((name) => headers[name] !== undefined);
  return isLoopback(address) && !isForwarded ? 'granted' : 'hidden';
}

function isLoopback(address = ''): boolean {
  const bare = address.replace(/^::ffff:/, '');
  return bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}
