import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error';
import { AppConfig } from '../config/app-config';
import { PasswordHasher } from './password-hasher';
import { weaknessDetails, weaknessOf } from './password-rules';

/** Passwords that somebody chooses. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `password-too-weak` with the reason. */
  assertStrong(password: string, { email, name }: { email: string; name: string }): void {
    const weakness = weaknessOf(password, { email, name, appName: this.config.appName });
    if (weakness)
      throw new DomainError('password-too-weak', { detail: weaknessDetails[weakness], reason: weakness });
  }

  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }
}
