import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { after, Clock, HOUR, SECOND } from '../common/clock';
import { hmac } from '../common/crypto/hashing';
import { rateLimitStore } from '../common/database/rate-limit-store';
import { DomainError } from '../common/domain-error';
import { AppConfig } from '../config/app-config';

const MAILS_PER_HOUR = 5;

/** Keeps strangers from filling a mailbox through forms that anybody may send for any address. */
@Injectable()
export class MailBudget {
  private readonly limiter: RateLimiterPostgres;

  constructor(
    dataSource: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.limiter = new RateLimiterPostgres({
      ...rateLimitStore(dataSource),
      keyPrefix: 'mail',
      points: MAILS_PER_HOUR,
      duration: HOUR / SECOND,
      clearExpiredByTimeout: false,
    });
  }

  /**
   * Whether one more mail of this kind may go to the address; it then counts as sent.
   * @throws DomainError `service-unavailable` when the counters cannot be reached.
   */
  async take(
    kind: 'register' | 'password-reset' | 'email-change' | 'recovery',
    email: string,
  ): Promise<boolean> {
    return (await this.consume(kind, email)) === null;
  }

  /**
   * Counts one more mail that a person who is known has sent to an address that nobody has proven.
   * @throws DomainError `too-many-codes`, or `service-unavailable`
   */
  async takeFor(kind: 'email-change-by', userId: string): Promise<void> {
    const refused = await this.consume(kind, userId);
    if (refused)
      throw new DomainError('too-many-codes', {
        retryAt: after(this.clock.now(), Math.max(refused.msBeforeNext, SECOND)),
      });
  }

  private async consume(kind: string, whose: string): Promise<RateLimiterRes | null> {
    try {
      await this.limiter.consume(
        hmac(this.config.codePepper, 'mail-budget', kind, whose).toString('base64url'),
      );
      return null;
    } catch (error) {
      if (error instanceof RateLimiterRes) return error;
      throw new DomainError('service-unavailable', { retryAt: after(this.clock.now(), SECOND) });
    }
  }
}
