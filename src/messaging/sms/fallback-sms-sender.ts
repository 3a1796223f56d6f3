import {
  BrokenCircuitError,
  CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  type IPolicy,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { SECOND } from '../../common/clock';
import { type AcceptedSms, type Sms, SmsFailure, SmsSender } from './sms-sender';

export interface FallbackTimes {
  /** All tries of the first provider together. */
  firstWithinMs: number;
  /** How long the first provider is left alone after it has failed several times in a row. */
  restMs: number;
}

export const FALLBACK_TIMES: FallbackTimes = { firstWithinMs: 2.5 * SECOND, restMs: 30 * SECOND };

const FAILURES_UNTIL_REST = 3;
const RETRY_AFTER_MS = 200;

/**
 * The first provider, and when it fails or hangs the second with the same text. A number that cannot be reached or a
 * person who opted out is the same for both, so neither fails over, nor counts against the provider.
 * While the first one rests, messages go to the second at once.
 */
export class FallbackSmsSender extends SmsSender {
  private readonly breaker: CircuitBreakerPolicy;
  private readonly policy: IPolicy;

  constructor(
    private readonly first: SmsSender,
    private readonly firstName: string,
    private readonly second: SmsSender,
    private readonly hasReceipts: boolean,
    { firstWithinMs, restMs }: FallbackTimes = FALLBACK_TIMES,
  ) {
    super();
    const fault = handleWhen((error) => !(error instanceof SmsFailure && error.permanent));
    this.breaker = circuitBreaker(fault, {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(FAILURES_UNTIL_REST),
    });
    // Only what was surely not taken is tried again: else the person would get it twice from one provider.
    const throttled = handleWhen((error) => error instanceof SmsFailure && error.kind === 'throttled');
    this.policy = wrap(
      this.breaker,
      timeout(firstWithinMs, TimeoutStrategy.Aggressive),
      retry(throttled, { maxAttempts: 1, backoff: new ConstantBackoff(RETRY_AFTER_MS) }),
    );
  }

  get isFirstResting(): boolean {
    return this.breaker.state === CircuitState.Open;
  }

  async send(sms: Sms): Promise<AcceptedSms> {
    if (sms.avoid === this.firstName) return this.second.send(sms);
    try {
      return { ...(await this.policy.execute(() => this.first.send(sms))), awaitsReceipt: this.hasReceipts };
    } catch (error) {
      const failure = this.describe(error);
      if (failure.permanent) throw failure;
      return this.second.send(sms);
    }
  }

  private describe(error: unknown): SmsFailure {
    if (error instanceof SmsFailure) return error;
    if (error instanceof TaskCancelledError) return new SmsFailure('timeout', this.firstName);
    if (error instanceof BrokenCircuitError) return new SmsFailure('unavailable', this.firstName, 'resting');
    throw error;
  }
}
