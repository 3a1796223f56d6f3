import { randomBytes, randomInt } from 'node:crypto';

/** The one source of randomness, so that tests can script it. */
export abstract class Random {
  abstract bytes(count: number): Buffer;

  /** Uniform in `[0, max)`. */
  abstract integer(max: number): number;

  /** UUID version 7 (RFC 9562 section 5.7): time-ordered, so that new rows land at the end of their indexes. */
  abstract id(): string;

  /** `digits` decimal digits, leading zeros kept. */
  digits(digits: number): string {
    return String(this.integer(10 ** digits)).padStart(digits, '0');
  }

  /** An opaque 256-bit token, base64url. */
  token(): string {
    return this.bytes(32).toString('base64url');
  }
}

const ID_BYTES = 10;

export class SystemRandom extends Random {
  /** Fetched for many identifiers at once: a call to the generator costs more than all the rest of one. */
  private supply = Buffer.alloc(0);

  bytes(count: number): Buffer {
    return randomBytes(count);
  }

  integer(max: number): number {
    return randomInt(max);
  }

  id(): string {
    if (this.supply.length < ID_BYTES) this.supply = randomBytes(ID_BYTES * 256);
    const random = this.supply.subarray(0, ID_BYTES);
    this.supply = this.supply.subarray(ID_BYTES);
    return uuidVersion7(Date.now(), random);
  }
}

export function uuidVersion7(milliseconds: number, random: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  random.copy(bytes, 6, 0, 10);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
