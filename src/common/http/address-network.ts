import { isIP, isIPv6, SocketAddress } from 'node:net';

/**
 * The bare address in what a socket or a proxy says: without port, brackets and zone, IPv4 in IPv6 as IPv4, and IPv6 in its
 * one canonical spelling (RFC 5952), which is also how PostgreSQL gives it back: audit events are compared with what was kept.
 * Null for anything else, e.g. `unknown` (RFC 7239 section 6.2).
 */
export function addressOf(text: string | null | undefined): string | null {
  if (!text) return null;
  if (isIP(text) === 4) return text;
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\]|(\d[\d.]*))(?::\d+)?$/.exec(text) ?? [];
  const address = (bracketed ?? dotted ?? text).split('%')[0] as string;
  if (isIP(address) === 0) return null;
  const canonical = isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(canonical)?.[1] ?? canonical;
}

/** What one client is likely to hold: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(ip: string | null): string {
  const address = addressOf(ip);
  if (address === null) return 'unknown';
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const groups = address.includes('::')
    ? [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
    : before;
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Where a client comes and goes: the /24 of an IPv4 address, the /48 of an IPv6 address, or `unknown`. */
export function neighbourhoodOf(ip: string | null): string {
  const network = networkOf(ip);
  if (network.includes(':')) return network.replace(/:[^:]*::\/64$/, '::/48');
  return network.replace(/\d+$/, '0/24');
}

/** Enough for people to recognise where they were, and no more: an IPv4 address without its last part, or the /64. */
export function maskAddress(ip: string | null): string | null {
  if (addressOf(ip) === null) return null;
  const network = networkOf(ip);
  return network.includes(':') ? network : network.replace(/\d+$/, '*');
}
