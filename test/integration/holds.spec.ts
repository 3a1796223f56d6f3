import { randomUUID } from 'node:crypto';
import { MINUTE } from '../../src/common/clock';
import { EndedHoldsJob } from '../../src/payments/holds/ended-holds.job';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, capturesOf, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import {
  approve,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  registerUser,
  verifyAndPay,
  withKey,
} from '../support/factories';
import { heldPayment, paymentOf, placeHold, untilPayment } from '../support/holds';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
/** As if none had ever been placed. */
afterEach(async () => {
  await app.query('DELETE FROM holds');
  await app.get(FreedPayments).release();
});
afterAll(() => app.close());

const get = (path: string, { token }: { token: string }) => app.call('GET', path, { token });
const inMinutes = (minutes: number) => new Date(app.clock.now().getTime() + minutes * MINUTE);

describe('while an account is on hold', () => {
  it('accepts the approval, spends the code, draws the funds, and captures nothing', async () => {
    const endsAt = inMinutes(9);
    const { id: holdId } = await placeHold(app, payer.client.id, { endsAt });
    const { approvalId, milestoneId, authorizationId, paymentId, answer } = await heldPayment(app, payer);
    expect(answer.headers.get('location')).toBe(`/api/milestones/approvals/${approvalId}`);
    expect(answer.body).toMatchObject({
      success: true,
      payments: [
        { status: 'held', failure: null, hold: { reason: 'recovery', endsAt: endsAt.toISOString() } },
      ],
    });
    expect(await capturesOf(app, approvalId)).toEqual([]);
    expect(await app.query('SELECT remaining FROM authorizations WHERE id = $1', [authorizationId])).toEqual([
      { remaining: '0' },
    ]);
    const { body: milestone } = await get(`/api/milestones/${milestoneId}`, payer.client);
    expect(milestone).toMatchObject({ status: 'approved', payment: { status: 'held' } });
    const again = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
    expect([again.status, again.body.code]).toEqual([409, 'challenge-used']);
    const [held] = await auditEvents(app, `type = 'payment.held' AND subject_id = $1`, [paymentId]);
    expect(held?.details).toEqual({ milestoneId, holdIds: [holdId] });
  });

  it('tells the client why, and the payee only that', async () => {
    await placeHold(app, payer.client.id, { reason: 'reported' });
    const { approvalId, milestoneId, paymentId } = await heldPayment(app, payer);
    const mine = (await get(`/api/payments/${paymentId}`, payer.client)).body.hold;
    expect(mine).toMatchObject({ reason: 'reported', endsAt: null, since: expect.any(String) });
    const ofClient = [
      (await get('/api/payments', payer.client)).body.items[0].hold,
      (await get(`/api/milestones/${milestoneId}`, payer.client)).body.payment.hold,
      (await get('/api/milestones', payer.client)).body.items[0].payment.hold,
      (await get(`/api/milestones/approvals/${approvalId}`, payer.client)).body.payments[0].hold,
    ];
    for (const hold of ofClient) expect(hold).toEqual(mine);
    const ofPayee = [
      (await get(`/api/payments/${paymentId}`, payer.payee)).body,
      (await get('/api/payments', payer.payee)).body.items[0],
      (await get(`/api/milestones/${milestoneId}`, payer.payee)).body.payment,
      (await get('/api/milestones', payer.payee)).body.items[0].payment,
    ];
    for (const payment of ofPayee) {
      expect(payment).toMatchObject({ status: 'held', hold: { reason: 'security-check' } });
      expect(JSON.stringify(payment)).not.toMatch(/report|recover|factor|account|settings|code/i);
    }
  });

  it('holds only the payments of that client', async () => {
    await placeHold(app, payer.client.id);
    const other = await registerPayer(app, payer.payee);
    const { approvalId } = await pendingApproval(app, other);
    const paid = await verifyAndPay(app, other.client, approvalId, freshTotpCode(app, other.secret));
    expect([paid.status, paid.body.payments[0].hold]).toEqual([200, null]);
  });

  it('holds also what needs no code, and another try of a payment that failed before', async () => {
    const first = await pendingApproval(app, payer, { paymentMethod: 'pm_sandbox_capture_declined' });
    const refused = await verifyAndPay(app, payer.client, first.approvalId, freshTotpCode(app, payer.secret));
    expect(refused.body.payments[0].status).toBe('failed');
    await fundAuthorization(app, payer.client, first.contractId, first.amount);
    const known = await pendingApproval(app, payer);
    await expectStatus(
      200,
      verifyAndPay(app, payer.client, known.approvalId, freshTotpCode(app, payer.secret)),
    );
    await placeHold(app, payer.client.id);

    const small = await fundedMilestone(app, payer, { amount: 500 });
    const started = await expectStatus(201, approve(app, payer.client, [small.milestoneId]));
    expect(started.body).toMatchObject({
      status: 'approved',
      stepUp: { required: false },
      payments: [{ status: 'held', hold: { reason: 'recovery' } }],
    });

    const path = `/api/payments/${refused.body.paymentId}/retry`;
    const retry = () => app.call('POST', path, { token: payer.client.token, headers: withKey() });
    const retried = await expectStatus(201, retry());
    expect(retried.body).toMatchObject({ status: 'held', hold: { reason: 'recovery' } });
    const heldOne = await app.call('POST', `/api/payments/${retried.body.id}/retry`, {
      token: payer.client.token,
      headers: withKey(),
    });
    expect([heldOne.status, heldOne.body.code]).toEqual([409, 'payment-held']);
    expect((await retry()).body.code).toBe('payment-not-retryable');
  });

  it('tells which of several holds lasts longest, and waits for it', async () => {
    const soon = inMinutes(5);
    await placeHold(app, payer.client.id, { reason: 'factor-changed', endsAt: soon });
    const later = inMinutes(9);
    await placeHold(app, payer.client.id, { reason: 'recovery', endsAt: later });
    const { approvalId, paymentId } = await heldPayment(app, payer);
    expect((await get(`/api/payments/${paymentId}`, payer.client)).body.hold.reason).toBe('recovery');
    app.clock.advance(6 * MINUTE);
    await app.get(EndedHoldsJob).run();
    await app.get(FreedPayments).release();
    expect((await paymentOf(app, approvalId)).status).toBe('held');
    expect((await get('/api/holds', payer.client)).body.items).toMatchObject([
      { reason: 'recovery', status: 'live', scope: 'account' },
      { reason: 'factor-changed', status: 'ended', scope: 'account' },
    ]);
  });
});

describe('a hold', () => {
  it('ends by the clock: the payment is released once, and new ones are not held', async () => {
    const endsAt = inMinutes(9);
    const { id } = await placeHold(app, payer.client.id, { endsAt });
    const { approvalId, amount } = await heldPayment(app, payer);
    app.clock.advance(10 * MINUTE);
    const fresh = await pendingApproval(app, payer);
    const paid = await verifyAndPay(app, payer.client, fresh.approvalId, freshTotpCode(app, payer.secret));
    expect(paid.status).toBe(200);
    await app.get(EndedHoldsJob).run();
    await untilPayment(app, approvalId, 'released');
    await Promise.all([1, 2, 3].map(() => app.get(FreedPayments).release()));
    expect((await capturesOf(app, approvalId)).map((capture) => Number(capture.amount))).toEqual([amount]);
    const ended = await auditEvents(app, `type = 'hold.ended' AND subject_id = $1`, [id]);
    expect(ended.map(({ details }) => details)).toEqual([
      { clientId: payer.client.id, reason: 'recovery', endsAt: endsAt.toISOString() },
    ]);
  });

  it('outlives the authorization: the payment fails with its reason, the funds go back, and it can be tried again', async () => {
    await placeHold(app, payer.client.id, { endsAt: inMinutes(9) });
    const { approvalId, authorizationId, contractId, paymentId, amount } = await heldPayment(app, payer);
    const soon = inMinutes(5);
    await app.query('UPDATE authorizations SET expires_at = $2 WHERE id = $1', [authorizationId, soon]);
    await app.query(
      `UPDATE sandbox_gateway.authorizations SET expires_at = $2
       WHERE reference = (SELECT gateway_reference FROM authorizations WHERE id = $1)`,
      [authorizationId, soon],
    );
    app.clock.advance(10 * MINUTE);
    await app.get(FreedPayments).release();
    expect(await paymentOf(app, approvalId)).toMatchObject({
      status: 'failed',
      failure: 'authorization-expired',
    });
    const [{ remaining } = { remaining: '' }] = await app.query<{ remaining: string }>(
      'SELECT remaining FROM authorizations WHERE id = $1',
      [authorizationId],
    );
    expect(Number(remaining)).toBe(amount);
    await fundAuthorization(app, payer.client, contractId, amount);
    const retried = await app.call('POST', `/api/payments/${paymentId}/retry`, {
      token: payer.client.token,
      headers: withKey(),
    });
    expect(retried.body).toMatchObject({ status: 'released', hold: null });
  });

  it('of one origin is placed once for each reason, however often it is tried', async () => {
    const originId = randomUUID();
    const placed = await Promise.all(
      Array.from({ length: 10 }, () => placeHold(app, payer.client.id, { reason: 'reported', originId })),
    );
    expect(placed.filter(({ placed }) => placed)).toHaveLength(1);
    expect(new Set(placed.map(({ id }) => id)).size).toBe(1);
    expect((await placeHold(app, payer.client.id, { reason: 'risk', originId })).placed).toBe(true);
    expect((await get('/api/holds', payer.client)).body.items).toHaveLength(2);
  });

  it('says how much is with the gateway already and out of its reach', async () => {
    const { approvalId } = await pendingApproval(app, payer, {
      paymentMethod: 'pm_sandbox_capture_answer_dropped',
    });
    const paid = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
    if (paid.body.payments[0].status !== 'unknown') throw new Error('The payment is not under way');
    const { id, paymentsUnderWay } = await placeHold(app, payer.client.id);
    expect(paymentsUnderWay).toBe(1);
    const [event] = await auditEvents(app, `type = 'hold.placed' AND subject_id = $1`, [id]);
    expect(event?.details).toMatchObject({
      clientId: payer.client.id,
      reason: 'recovery',
      paymentsUnderWay: 1,
    });
  });

  it('is shown to its client only', async () => {
    await placeHold(app, payer.client.id);
    const stranger = await registerUser(app, { accountType: 'client' });
    expect((await get('/api/holds', stranger)).body).toEqual({ items: [], nextCursor: null });
    expect((await get('/api/holds', payer.payee)).status).toBe(403);
  });

  it('mails the client when its flow does not', async () => {
    await placeHold(app, payer.client.id, { isTold: true });
    await app.mailbox.waitFor(payer.client.email, ({ text }) =>
      text.includes('on hold until we have looked into it'),
    );
  });
});
