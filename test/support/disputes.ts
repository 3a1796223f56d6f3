import { DisputeService } from '../../src/payments/disputes/dispute.service';
import type { TestApp } from './app';
import type { Payer } from './attacks';
import { fundedMilestone } from './factories';

/** As Stripe reports it, for an authorization at the sandbox: it was opened, and then the bank decided. */
export async function disputeAndDecide(app: TestApp, payer: Payer): Promise<void> {
  const { authorizationId, amount } = await fundedMilestone(app, payer);
  const [authorization] = await app.query<{ reference: string }>(
    'SELECT gateway_reference AS reference FROM authorizations WHERE id = $1',
    [authorizationId],
  );
  const dispute = {
    id: `dp_${authorizationId}`,
    authorizationReference: authorization?.reference as string,
    amount: BigInt(amount),
    currency: 'USD',
    reason: 'fraudulent',
    openedAt: app.clock.now(),
  };
  for (const status of ['open', 'won'] as const) await app.get(DisputeService).record({ ...dispute, status });
}
