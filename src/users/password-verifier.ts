import { Injectable } from '@nestjs/common';
import { GuessingLimits } from './guessing-limits';
import { PasswordHasher } from './password-hasher';

/** Compares a password that somebody claims to know, and counts it: every answer that depends on a guess comes from here. */
@Injectable()
export class PasswordVerifier {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly limits: GuessingLimits,
  ) {}

  /**
   * @param passwordHash null for an account that is unknown or has no password: as slow, and always false.
   * @throws DomainError `too-many-attempts` or `service-unavailable`, before anything is compared.
   */
  async verify(
    email: string,
    passwordHash: string | null,
    password: string,
    ip: string | null,
  ): Promise<boolean> {
    await this.limits.assertOpen(email, ip);
    // Counted only when its turn has come: right passwords waiting in line must not use up the limit.
    const count = () => this.limits.reserve(email, ip);
    const right =
      passwordHash === null
        ? await this.hasher.verifyAgainstNobody(password, count)
        : await this.hasher.verify(password, passwordHash, count);
    if (right) await this.limits.forgive(email, ip);
    return right;
  }
}
