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
  async take(kind: 'register' | 'password-reset', email: string): Promise<boolean> {
    try {
      await this.limiter.consume(
        hmac(this.config.codePepper, 'mail-budget', kind, email).toString('base64url'),
      );
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw new DomainError('service-unavailable', { retryAt: after(this.clock.now(), SECOND) });
    }
  }
}
