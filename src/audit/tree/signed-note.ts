import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Who signs: a name, and an Ed25519 key (RFC 8032). */
export interface NoteSigner {
  name: string;
  privateKey: KeyObject;
}

export interface NoteVerifier {
  name: string;
  publicKey: KeyObject;
}

/** The state of the log at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The log's name, one line. */
  origin: string;
  /** Number of leaves. */
  size: number;
  /** SHA-256 root over them, RFC 6962 section 2.1. */
  root: Buffer;
}

const ED25519 = 0x01;
const SEED_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_ID_BYTES = 4;
const ROOT_BYTES = 32;

/** An Ed25519 private key from its 32-byte seed (RFC 8032 section 5.1.5), by way of PKCS #8. */
export function signerOf(name: string, seed: Buffer): NoteSigner {
  return {
    name,
    privateKey: createPrivateKey({ key: Buffer.concat([SEED_HEADER, seed]), format: 'der', type: 'pkcs8' }),
  };
}

export function verifierOf({ name, privateKey }: NoteSigner): NoteVerifier {
  return { name, publicKey: createPublicKey(privateKey) };
}

/** `name+key id+base64 of type and key`, as C2SP signed-note spells a verifier key. */
export function formatVerifierKey(verifier: NoteVerifier): string {
  const key = Buffer.concat([Buffer.of(ED25519), rawKey(verifier.publicKey)]);
  return `${verifier.name}+${keyId(verifier).toString('hex')}+${key.toString('base64')}`;
}

/** @throws when it is not a verifier key for Ed25519, or its id is not that of its key. */
export function parseVerifierKey(text: string): NoteVerifier {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const key = Buffer.from(encoded ?? '', 'base64');
  if (name === undefined || key.length !== 33 || key[0] !== ED25519)
    throw new Error('Not an Ed25519 verifier key');
  const x = key.subarray(1).toString('base64url');
  const verifier = {
    name,
    publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  };
  if (keyId(verifier).toString('hex') !== id)
    throw new Error('The id in the verifier key is not that of its key');
  return verifier;
}

/** A checkpoint as a note with one signature (C2SP tlog-checkpoint, signed-note). */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: NoteSigner): string {
  const body = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = Buffer.concat([
    keyId(verifierOf(signer)),
    sign(null, Buffer.from(body), signer.privateKey),
  ]);
  return `${body}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

/**
 * What a signed checkpoint says. Signatures of others, e.g. of witnesses, are passed over.
 * @returns null when it is malformed or none of its signatures is the verifier's
 */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return null;
  const body = note.slice(0, end + 1);
  const isSigned = note
    .slice(end + 2)
    .split('\n')
    .some((line) => isSignature(line, Buffer.from(body), verifier));
  return isSigned ? parse(body) : null;
}

/** The size that a checkpoint claims, whoever signed it; NaN where there is none. */
export function sizeIn(note: string): number {
  return Number(note.split('\n')[1] || Number.NaN);
}

function isSignature(line: string, body: Buffer, verifier: NoteVerifier): boolean {
  const [dash, name, encoded = ''] = line.split(' ');
  if (dash !== '—' || name !== verifier.name) return false;
  const signature = Buffer.from(encoded, 'base64');
  if (!signature.subarray(0, KEY_ID_BYTES).equals(keyId(verifier))) return false;
  return verify(null, body, verifier.publicKey, signature.subarray(KEY_ID_BYTES));
}

function parse(body: string): Checkpoint | null {
  const [origin, size = '', encoded = ''] = body.split('\n');
  const root = Buffer.from(encoded, 'base64');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size) || root.length !== ROOT_BYTES) return null;
  return { origin, size: Number(size), root };
}

/** C2SP signed-note: the first four bytes of SHA-256 over name, line feed, type and key. */
function keyId({ name, publicKey }: NoteVerifier): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(ED25519))
    .update(rawKey(publicKey))
    .digest()
    .subarray(0, KEY_ID_BYTES);
}

function rawKey(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
}
