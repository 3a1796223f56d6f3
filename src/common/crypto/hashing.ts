import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}

/**
 * HMAC-SHA256 over parts of any content. Each part is preceded by its length, so that no two lists of parts
 * share an input.
 */
export function hmac(key: Buffer, ...parts: (string | Buffer)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) feed(mac, part);
  return mac.digest();
}

/** SHA-256 over length-prefixed parts, see `hmac`. */
export function digest(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) feed(hash, part);
  return hash.digest();
}

export function equalInConstantTime(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function feed(sink: { update(data: Buffer): unknown }, part: string | Buffer): void {
  const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  sink.update(length);
  sink.update(bytes);
}
