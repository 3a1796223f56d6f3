import { isIP } from 'node:net';

/** Whom passkeys are made for (WebAuthn section 5.1.2): a domain, and the one origin that may ask for them. */
export interface RelyingParty {
  id: string;
  origin: string;
}

/** Null where browsers offer no passkeys: without TLS, but on localhost, and under a bare IP address. */
export function relyingPartyOf({ protocol, hostname, origin }: URL): RelyingParty | null {
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (protocol !== 'https:' && !isLocal) return null;
  const isAddress = isIP(hostname) > 0 || hostname.startsWith('[');
  return isAddress ? null : { id: hostname, origin };
}
