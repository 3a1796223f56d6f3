import { Inject, Injectable } from '@nestjs/common';
import { compare, hash } from 'bcrypt';
import { after, Clock, SECOND } from '../common/clock';
import { DomainError } from '../common/domain-error';
import { ConcurrencyLimit, LineFullError } from './concurrency-limit';

/** What the application hashes with. */
export const COST = 12;
/** Injected, because a hash at each registration and login would make tests slow that are about something else. */
export const BCRYPT_COST = Symbol('bcrypt cost');
/** bcrypt runs on libuv's four threads, which files and names need too. */
const AT_ONCE = 2;
const IN_LINE = 100;
const SETS_IN_LINE = 20;

/** bcrypt over digests under the pepper, never over what a person typed. One line for all who need it. */
@Injectable()
export class SlowHasher {
  private readonly line = new ConcurrencyLimit(AT_ONCE, IN_LINE);
  private readonly sets = new ConcurrencyLimit(1, SETS_IN_LINE);

  /** Of nothing: bcrypt's alphabet allows no digest of that form to be met by accident. */
  private readonly nobodysHash: string;

  constructor(
    private readonly clock: Clock,
    @Inject(BCRYPT_COST) private readonly cost: number,
  ) {
    this.nobodysHash = `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'O'.repeat(31)}`;
  }

  /** @throws DomainError `service-unavailable` when too many are waiting. */
  hash(digest: Buffer): Promise<string> {
    return this.inTurn(this.line, () => hash(digest.toString('base64'), this.cost));
  }

  /**
   * One set after another, and of each no more in the line than run at once: whoever logs in meanwhile waits for one of them.
   * @throws DomainError `service-unavailable` when too many are waiting.
   */
  hashSet(digests: readonly Buffer[]): Promise<string[]> {
    return this.inTurn(this.sets, async () => {
      const hashes: string[] = [];
      const left = digests.entries();
      const work = async () => {
        for (const [index, digest] of left) hashes[index] = await this.hash(digest);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return hashes;
    });
  }

  /**
   * @param expected null takes as long and is always false.
   * @param atTurn runs when the turn has come, right before comparing; what it throws, this throws.
   * @throws DomainError `service-unavailable` when too many are waiting.
   */
  verify(
    digest: Buffer,
    expected: string | null,
    atTurn: () => Promise<void> = async () => undefined,
  ): Promise<boolean> {
    return this.inTurn(this.line, async () => {
      await atTurn();
      const equal = await compare(digest.toString('base64'), expected ?? this.nobodysHash);
      return equal && expected !== null;
    });
  }

  private async inTurn<T>(line: ConcurrencyLimit, work: () => Promise<T>): Promise<T> {
    try {
      return await line.run(work);
    } catch (error) {
      if (!(error instanceof LineFullError)) throw error;
      throw new DomainError('service-unavailable', { retryAt: after(this.clock.now(), 5 * SECOND) });
    }
  }
}
