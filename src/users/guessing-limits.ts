import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { after, Clock, MINUTE, SECOND } from '../common/clock';
import { hmac } from '../common/crypto/hashing';
import { rateLimitStore } from '../common/database/rate-limit-store';
import { DomainError } from '../common/domain-error';
import { networkOf } from '../common/http/address-network';
import { AppConfig } from '../config/app-config';

const WINDOW_SECONDS = (15 * MINUTE) / SECOND;
const WRONG_PER_ACCOUNT_AND_NETWORK = 10;
const WRONG_PER_NETWORK = 100;

/**
 * Counts wrong passwords per account *and* network, and per network. There is no counter per account alone:
 * whoever knows an address could lock its owner out with it.
 */
@Injectable()
export class GuessingLimits {
  private readonly perAccountAndNetwork: RateLimiterPostgres;
  private readonly perNetwork: RateLimiterPostgres;

  constructor(
    dataSource: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    const common = { ...rateLimitStore(dataSource), duration: WINDOW_SECONDS, clearExpiredByTimeout: false };
    this.perAccountAndNetwork = new RateLimiterPostgres({
      ...common,
      keyPrefix: 'password',
      points: WRONG_PER_ACCOUNT_AND_NETWORK,
    });
    this.perNetwork = new RateLimiterPostgres({
      ...common,
      keyPrefix: 'password-network',
      points: WRONG_PER_NETWORK,
      clearExpiredByTimeout: true,
    });
  }

  /** @throws DomainError `too-many-attempts`, or `service-unavailable` when the counters cannot be reached. */
  async assertOpen(email: string, ip: string | null): Promise<void> {
    const found = await this.reachable(
      Promise.all([
        this.perAccountAndNetwork.get(this.accountKey(email, ip)),
        this.perNetwork.get(networkOf(ip)),
      ]),
    );
    const [account, network] = found;
    if (account && account.consumedPoints >= WRONG_PER_ACCOUNT_AND_NETWORK) throw this.refusal(account);
    if (network && network.consumedPoints >= WRONG_PER_NETWORK) throw this.refusal(network);
  }

  /** Counts a guess before it is judged, so that guesses in parallel cannot exceed the limit. Throws like `assertOpen`. */
  async reserve(email: string, ip: string | null): Promise<void> {
    await this.reachable(this.perAccountAndNetwork.consume(this.accountKey(email, ip)));
    await this.reachable(this.perNetwork.consume(networkOf(ip)));
  }

  /** The guess was no guess: the password was right. */
  async forgive(email: string, ip: string | null): Promise<void> {
    await this.reachable(
      Promise.all([
        this.perAccountAndNetwork.delete(this.accountKey(email, ip)),
        this.perNetwork.reward(networkOf(ip)),
      ]),
    );
  }

  /** Addresses are not kept in clear in a table of counters. */
  private accountKey(email: string, ip: string | null): string {
    return hmac(this.config.codePepper, 'guessing-limit', email, networkOf(ip)).toString('base64url');
  }

  private async reachable<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof RateLimiterRes) throw this.refusal(error);
      throw new DomainError('service-unavailable', { retryAt: after(this.clock.now(), SECOND) });
    }
  }

  private refusal({ msBeforeNext }: RateLimiterRes): DomainError {
    return new DomainError('too-many-attempts', {
      retryAt: after(this.clock.now(), Math.max(msBeforeNext, SECOND)),
    });
  }
}
