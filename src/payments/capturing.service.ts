import { Injectable, Logger } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import { Clock } from '../common/clock';
import { systemContext } from '../common/http/request-context';
import { AppConfig } from '../config/app-config';
import type { ClaimedPayment } from './claimed-payment';
import { paymentHeld } from './holds/hold.service';
import { stopUnstarted } from './holds/hold-statements';
import { type CaptureOutcome, leaseMs, mayRepeat } from './payment';
import { type CaptureRequest, PaymentGateway } from './payment-gateway';

/** What came of a payment, or that a hold stopped it before the gateway had heard of it. */
export type Finding = CaptureOutcome | { kind: 'held' };

/** What is said to the gateway about a claimed payment. Whatever an adapter throws says nothing about the money. */
@Injectable()
export class Capturing {
  private readonly logger = new Logger(Capturing.name);

  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly gateway: PaymentGateway,
    private readonly audit: AuditRecorder,
  ) {}

  /** How many captures of one approval may be under way. */
  get atOnce(): number {
    return this.gateway.capturesAtOnce;
  }

  /** Payments of one queue are captured one after another. */
  queueOf({ id, authorizationId }: ClaimedPayment): string {
    return this.gateway.capturesInParallel ? id : authorizationId;
  }

  async capture(payment: ClaimedPayment): Promise<CaptureOutcome> {
    try {
      return await this.gateway.capture(requestOf(payment));
    } catch (error) {
      this.logger.error({ paymentId: payment.id, err: error }, 'A gateway adapter threw');
      return { kind: 'unknown' };
    }
  }

  /** An old key is only asked for: what was not taken under it by now never will be. */
  async ask(payment: ClaimedPayment): Promise<Finding> {
    try {
      const known = await this.gateway.lookUp(requestOf(payment));
      if (known) return known;
      if (this.isTooOld(payment)) return { kind: 'refused', failure: 'not-captured' };
      return (await this.stop(payment)) ? { kind: 'held' } : await this.capture(payment);
    } catch (error) {
      this.logger.warn({ paymentId: payment.id, err: error }, 'The gateway could not be asked for a payment');
      return { kind: 'unknown' };
    }
  }

  /** Whether the gateway may have forgotten its key. */
  isTooOld({ firstAttemptAt }: ClaimedPayment): boolean {
    const { keyLifeMs } = this.gateway;
    return !mayRepeat(firstAttemptAt, this.clock.now(), { keyLifeMs, leaseMs: leaseMs(this.config) });
  }

  /** The gateway has never heard of it, so a hold that came after its claim can still stop it. */
  private stop(payment: ClaimedPayment): Promise<boolean> {
    const values = [payment.id, this.clock.now()];
    return this.audit.recordChange(stopUnstarted, values, systemContext, paymentHeld(payment));
  }
}

function requestOf({ id, gatewayReference, amount, currency, captures }: ClaimedPayment): CaptureRequest {
  return { key: id, authorizationReference: gatewayReference, amount, currency, captures };
}
