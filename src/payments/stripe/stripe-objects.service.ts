import { Injectable } from '@nestjs/common';
import { AuthorizationReports, type KnownAuthorization } from '../authorization-reports.service';
import { DisputeService } from '../disputes/dispute.service';
import type { EventSubject } from './gateway-event.entity';
import { fromStripeAmount } from './stripe-amount';
import { StripeClient } from './stripe-client';
import { disputeStatusOf } from './stripe-event';
import { StripeGateway } from './stripe-gateway';
import { stateOf } from './stripe-intent';
import type { StripeFault } from './stripe-verdict';

/** Asks Stripe what has become of something and has our side agree. Objects of others, and unknown ones, are passed over. */
@Injectable()
export class StripeObjects {
  constructor(
    private readonly client: StripeClient,
    private readonly gateway: StripeGateway,
    private readonly authorizations: AuthorizationReports,
    private readonly disputes: DisputeService,
  ) {}

  /** @throws when there is no clear answer */
  async follow(subject: EventSubject, reference: string): Promise<void> {
    try {
      await (subject === 'dispute' ? this.followDispute(reference) : this.followIntent(reference));
    } catch (error) {
      if ((error as StripeFault).code !== 'resource_missing') throw error;
      this.client.report('Stripe does not know what it reported', { reference }, error, false);
    }
  }

  private async followIntent(reference: string): Promise<void> {
    for (let isSettled = false; !isSettled; ) {
      const known = await this.authorizations.find(reference);
      isSettled = known === null || (await this.ask(reference, known));
    }
  }

  private async ask(reference: string, known: KnownAuthorization): Promise<boolean> {
    const intent = await this.gateway.retrieve(reference);
    const { latest_charge: charge } = intent;
    const refunded = typeof charge === 'object' ? (charge?.amount_refunded ?? 0) : 0;
    return this.authorizations.reflect(known, {
      state: stateOf(intent),
      refunded: fromStripeAmount(refunded, known.currency),
    });
  }

  private async followDispute(id: string): Promise<void> {
    const dispute = await this.client.run((stripe) => stripe.disputes.retrieve(id));
    const { payment_intent: intent, reason, created } = dispute;
    const currency = dispute.currency.toUpperCase();
    if (intent === null) return;
    await this.disputes.record({
      id,
      authorizationReference: typeof intent === 'string' ? intent : intent.id,
      amount: fromStripeAmount(dispute.amount, currency),
      currency,
      reason,
      status: disputeStatusOf(dispute.status),
      openedAt: new Date(created * 1_000),
    });
  }
}
