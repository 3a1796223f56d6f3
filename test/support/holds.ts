import { Transactor } from '../../src/common/database/transactor';
import { type RequestContext, systemContext } from '../../src/common/http/request-context';
import { HoldService, type NewHold, type PlacedHold } from '../../src/payments/holds/hold.service';
import type { TestApp } from './app';
import { type Payer, pendingApproval } from './attacks';
import { freshTotpCode, verifyAndPay } from './factories';

/** As the flows do that protect an account: in a transaction of their own. */
export function placeHold(
  app: TestApp,
  clientId: string,
  hold: Partial<NewHold> = {},
  context: RequestContext = systemContext,
): Promise<PlacedHold> {
  return app.get(Transactor).run((manager) =>
    app.get(HoldService).place(manager, context, {
      clientId,
      reason: 'recovery',
      source: 'test',
      placedBy: null,
      endsAt: null,
      ...hold,
    }),
  );
}

/** A payment with a right code, made while something holds the client's payments. */
export async function heldPayment(
  app: TestApp,
  payer: Payer,
  options: Parameters<typeof pendingApproval>[2] = {},
) {
  const pending = await pendingApproval(app, payer, options);
  const answer = await verifyAndPay(app, payer.client, pending.approvalId, freshTotpCode(app, payer.secret));
  if (answer.status !== 202 || answer.body.payments[0].status !== 'held')
    throw new Error(`${answer.status} instead of a held payment: ${JSON.stringify(answer.body)}`);
  return { ...pending, paymentId: answer.body.paymentId as string, answer };
}

export async function paymentOf(app: TestApp, approvalId: string) {
  const [payment] = await app.query<{ id: string; status: string; attempts: number; failure: string | null }>(
    'SELECT id, status, attempts, failure FROM payments WHERE approval_id = $1 ORDER BY id DESC',
    [approvalId],
  );
  if (!payment) throw new Error('The approval has no payment');
  return payment;
}

/** As if password, address and access had just changed: with a right code, that is too much at once. */
export async function makeUnusual(app: TestApp, { client }: Pick<Payer, 'client'>): Promise<void> {
  await app.query(
    'UPDATE users SET password_changed_at = $2, email_changed_at = $2, recovered_at = $2 WHERE id = $1',
    [client.id, app.clock.now()],
  );
}

/** A payment that waits for a person to look at it, although its code was right. */
export async function heldForRisk(app: TestApp, payer: Payer) {
  await makeUnusual(app, payer);
  return heldPayment(app, payer);
}

/** Waits for a job to get it there. */
export async function untilPayment(app: TestApp, approvalId: string, status: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    if ((await paymentOf(app, approvalId)).status === status) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`The payment is ${(await paymentOf(app, approvalId)).status} instead of ${status}`);
}
