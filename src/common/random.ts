import { randomBytes, randomInt } from 'node:crypto';
import { type Clock, SystemClock } from './clock';

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

const ID_BYTES = 8;
const MAX_COUNTER = 0xfff;

export class SystemRandom extends Random {
  private milliseconds = 0;
  private counter = 0;
  /** Fetched for many identifiers at once: a call to the generator costs more than all the rest of one. */
  private supply = Buffer.alloc(0);

  /** @param clock the one that all replicas share, so that the order of identifiers is the order of events */
  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
  }

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
    this.advance(this.clock.now().getTime());
    return uuidVersion7(this.milliseconds, this.counter, random);
  }

  /** Identifiers of one process never go back, within a millisecond or when the clock does (RFC 9562 section 6.2). */
  private advance(now: number): void {
    if (now > this.milliseconds) {
      this.milliseconds = now;
      this.counter = 0;
    } else if (++this.counter > MAX_COUNTER) {
      this.milliseconds++;
      this.counter = 0;
    }
  }
}

/** @param counter 12 bits, which order the identifiers of one millisecond */
export function uuidVersion7(milliseconds: number, counter: number, random: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  random.copy(bytes, 8, 0, 8);
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The least identifier that can be made in that millisecond: a range of times is a range of identifiers. */
export function leastIdAt(time: Date): string {
  return uuidVersion7(Math.max(0, time.getTime()), 0, Buffer.alloc(ID_BYTES));
}
