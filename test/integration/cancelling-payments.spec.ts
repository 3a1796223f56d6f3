import { randomUUID } from 'node:crypto';
import { MINUTE } from '../../src/common/clock';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { PaymentService } from '../../src/payments/payment.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import { approve, freshTotpCode, registerUser, verifyAndPay, withKey } from '../support/factories';
import { heldPayment, paymentOf, placeHold } from '../support/holds';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
afterEach(async () => {
  await app.query('DELETE FROM holds');
  await app.get(FreedPayments).release();
});
afterAll(() => app.close());

const cancel = (paymentId: string, token = payer.client.token, key?: string) =>
  app.call('POST', `/api/payments/${paymentId}/cancel`, { token, headers: withKey(key) });

async function remainingOf(authorizationId: string): Promise<number> {
  const found = await app.query<{ remaining: string }>('SELECT remaining FROM authorizations WHERE id = $1', [
    authorizationId,
  ]);
  return Number(found[0]?.remaining);
}

it('ends a held payment, gives the funds back, and lets the milestone be approved anew', async () => {
  await placeHold(app, payer.client.id);
  const { paymentId, approvalId, milestoneId, authorizationId, amount } = await heldPayment(app, payer);
  const key = randomUUID();
  const { body } = await expectStatus(200, cancel(paymentId, payer.client.token, key));
  expect(body).toMatchObject({ id: paymentId, status: 'failed', failure: { code: 'cancelled' }, hold: null });
  expect(await remainingOf(authorizationId)).toBe(amount);
  const replayed = await cancel(paymentId, payer.client.token, key);
  expect([replayed.status, replayed.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect((await cancel(paymentId)).status).toBe(200);
  expect(await remainingOf(authorizationId)).toBe(amount);
  const events = await auditEvents(app, `type = 'payment.cancelled' AND subject_id = $1`, [paymentId]);
  expect(events.map(({ outcome, details }) => [outcome, details])).toEqual([
    ['success', { approvalId, milestoneId }],
  ]);

  const retried = await app.call('POST', `/api/payments/${paymentId}/retry`, {
    token: payer.client.token,
    headers: withKey(),
  });
  expect(retried.body.code).toBe('payment-not-retryable');
  await app.query('DELETE FROM holds');
  const { body: again } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  const paid = await verifyAndPay(app, payer.client, again.id, freshTotpCode(app, payer.secret));
  expect(paid.body.payments).toMatchObject([{ milestoneId, status: 'released' }]);
  expect(await capturesOf(app, approvalId)).toEqual([]);
  expect(await remainingOf(authorizationId)).toBe(0);
});

it('is too late once somebody has started it, and is nobody else’s business', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const paid = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  const late = await cancel(paid.body.paymentId);
  expect(late.body).toMatchObject({
    status: 409,
    code: 'payment-not-cancellable',
    paymentStatus: 'released',
  });
  await placeHold(app, payer.client.id);
  const { paymentId } = await heldPayment(app, payer);
  const stranger = await registerUser(app, { accountType: 'client' });
  expect((await cancel(paymentId, stranger.token)).status).toBe(404);
  expect((await cancel(paymentId, payer.payee.token)).status).toBe(403);
  await app.query('UPDATE payments SET attempts = 1 WHERE id = $1', [paymentId]);
  expect((await cancel(paymentId)).body.code).toBe('payment-not-cancellable');
  const withoutKey = await app.call('POST', `/api/payments/${paymentId}/cancel`, {
    token: payer.client.token,
  });
  expect(withoutKey.body.code).toBe('idempotency-key-required');
});

it('races the end of the hold: one wins, and the money goes one way', async () => {
  for (let round = 0; round < 6; round++) {
    const endsAt = new Date(app.clock.now().getTime() + MINUTE);
    await placeHold(app, payer.client.id, { endsAt });
    const { paymentId, approvalId, authorizationId, amount } = await heldPayment(app, payer);
    app.clock.advance(2 * MINUTE);
    const [answers] = await Promise.all([
      together(5, () => cancel(paymentId)),
      together(3, () => app.get(FreedPayments).release()),
    ]);
    const { status, failure } = await paymentOf(app, approvalId);
    const captured = (await capturesOf(app, approvalId)).length;
    if (status === 'released') {
      expect(tally(answers)).toEqual({ '409 payment-not-cancellable': 5 });
      expect([captured, await remainingOf(authorizationId)]).toEqual([1, 0]);
    } else {
      expect([status, failure]).toEqual(['failed', 'cancelled']);
      expect(tally(answers)).toEqual({ '200': 5 });
      expect([captured, await remainingOf(authorizationId)]).toEqual([0, amount]);
    }
  }
});

it('shows a cancelled payment in its own approval, also beside the approval that its milestone is in now', async () => {
  await placeHold(app, payer.client.id);
  const { paymentId, approvalId, milestoneId } = await heldPayment(app, payer);
  await expectStatus(200, cancel(paymentId));
  await app.query('DELETE FROM holds');
  const { body: second } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  await expectStatus(200, verifyAndPay(app, payer.client, second.id, freshTotpCode(app, payer.secret)));
  const both = await app.get(PaymentService).ofApprovals([approvalId, second.id]);
  expect(both.get(approvalId)).toMatchObject([{ id: paymentId, status: 'failed' }]);
  expect(both.get(second.id)).toMatchObject([{ status: 'released' }]);
});
