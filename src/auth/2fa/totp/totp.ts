import { ScureBase32Plugin } from '@otplib/plugin-base32-scure';
import { NodeCryptoPlugin } from '@otplib/plugin-crypto-node';
import { generateURI, verifySync } from 'otplib';

/** SHA-1, 6 digits, 30 s: what authenticator apps agree on (RFC 6238 section 1.2, key URI format). */
const PERIOD_SECONDS = 30;
const TOLERANCE_SECONDS = PERIOD_SECONDS;
export const SECRET_BYTES = 32;

const crypto = new NodeCryptoPlugin();
const base32 = new ScureBase32Plugin();

export function encodeSecret(secret: Buffer): string {
  return base32.encode(secret).replace(/=+$/, '');
}

export function otpauthUri(secret: Buffer, issuer: string, email: string): string {
  return generateURI({ issuer, label: email, secret: encodeSecret(secret) });
}

/**
 * The time step that a code belongs to, when it is the code of the current step or one beside it and of none up to
 * `lastStep`, the newest one that was ever accepted (RFC 6238 section 5.2); else null.
 * @param code six ASCII digits
 */
export function matchTotp(secret: Buffer, code: string, now: Date, lastStep: bigint | null): bigint | null {
  const epoch = Math.floor(now.getTime() / 1000);
  const newestStep = Math.floor((epoch + TOLERANCE_SECONDS) / PERIOD_SECONDS);
  const afterTimeStep = lastStep === null ? undefined : Number(lastStep);
  if (afterTimeStep !== undefined && afterTimeStep >= newestStep) return null;
  const result = verifySync({
    secret,
    token: code,
    epoch,
    epochTolerance: TOLERANCE_SECONDS,
    afterTimeStep,
    crypto,
  });
  return result.valid && 'timeStep' in result ? BigInt(result.timeStep) : null;
}
