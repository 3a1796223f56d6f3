import { Injectable } from '@nestjs/common';
import { compare, hash } from 'bcrypt';
import { after, Clock, SECOND } from '../common/clock';
import { hmac } from '../common/crypto/hashing';
import { DomainError } from '../common/domain-error';
import { AppConfig } from '../config/app-config';
import { ConcurrencyLimit, LineFullError } from './concurrency-limit';

const COST = 12;
/** bcrypt runs on libuv's four threads, which files and names need too. */
const AT_ONCE = 2;
const IN_LINE = 100;

/** Of no password: bcrypt's alphabet allows no digest of that form to be met by accident. */
const NOBODYS_HASH = `$2b$${COST}$${'.'.repeat(22)}${'O'.repeat(31)}`;

/**
 * bcrypt over an HMAC under the pepper: passwords of any length count whole, NUL bytes do not end them, and a
 * stolen table alone is of no use.
 */
@Injectable()
export class PasswordHasher {
  private readonly limit = new ConcurrencyLimit(AT_ONCE, IN_LINE);

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `service-unavailable` when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(this.preHash(password), COST));
  }

  /**
   * @param atTurn runs when the turn has come, right before comparing; what it throws, this throws.
   * @throws DomainError `service-unavailable` when too many are waiting.
   */
  verify(
    password: string,
    passwordHash: string,
    atTurn: () => Promise<void> = async () => undefined,
  ): Promise<boolean> {
    return this.inTurn(async () => {
      await atTurn();
      return compare(this.preHash(password), passwordHash);
    });
  }

  /** As slow as `verify` and always false, so that an unknown account takes as long as a wrong password. */
  async verifyAgainstNobody(password: string, atTurn?: () => Promise<void>): Promise<false> {
    await this.verify(password, NOBODYS_HASH, atTurn);
    return false;
  }

  private preHash(password: string): string {
    return hmac(this.config.codePepper, 'password', password.normalize('NFKC')).toString('base64');
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.limit.run(work);
    } catch (error) {
      if (!(error instanceof LineFullError)) throw error;
      throw new DomainError('service-unavailable', { retryAt: after(this.clock.now(), 5 * SECOND) });
    }
  }
}
