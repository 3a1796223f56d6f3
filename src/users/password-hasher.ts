import { Injectable } from '@nestjs/common';
import { hmac } from '../common/crypto/hashing';
import { AppConfig } from '../config/app-config';
import { SlowHasher } from './slow-hasher';

/**
 * bcrypt over an HMAC under the pepper: passwords of any length count whole, NUL bytes do not end them, and a
 * stolen table alone is of no use.
 */
@Injectable()
export class PasswordHasher {
  constructor(
    private readonly config: AppConfig,
    private readonly hasher: SlowHasher,
  ) {}

  /** @throws DomainError `service-unavailable` when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.hasher.hash(this.preHash(password));
  }

  /**
   * @param atTurn runs when the turn has come, right before comparing; what it throws, this throws.
   * @throws DomainError `service-unavailable` when too many are waiting.
   */
  verify(password: string, passwordHash: string, atTurn?: () => Promise<void>): Promise<boolean> {
    return this.hasher.verify(this.preHash(password), passwordHash, atTurn);
  }

  /** As slow as `verify` and always false, so that an unknown account takes as long as a wrong password. */
  async verifyAgainstNobody(password: string, atTurn?: () => Promise<void>): Promise<false> {
    await this.hasher.verify(this.preHash(password), null, atTurn);
    return false;
  }

  private preHash(password: string): Buffer {
    return hmac(this.config.codePepper, 'password', password.normalize('NFKC'));
  }
}
