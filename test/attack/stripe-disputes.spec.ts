import { DisputeService } from '../../src/payments/disputes/dispute.service';
import { StripeGateway } from '../../src/payments/stripe/stripe-gateway';
import { StripeObjects } from '../../src/payments/stripe/stripe-objects.service';
import { expectStatus } from '../support/accounts';
import { auditEvents, type Payer, pendingApproval, registerPayer, together } from '../support/attacks';
import { type Account, freshTotpCode, registerOperator, verifyAndPay } from '../support/factories';
import { type StripeUnderTest, stripe } from '../support/gateways';
import { noticesOf } from '../support/notices';
import type { StripeLedger } from '../support/stripe/stripe-ledger';
import { deliver, eventOf, report } from '../support/stripe/stripe-webhooks';

let provider: StripeUnderTest;
let payer: Payer;
beforeAll(async () => {
  provider = await stripe({ GATEWAY_TIMEOUT_MS: '450' });
  payer = await registerPayer(provider.app);
});
afterAll(() => provider.close());

function intentOf(authorizationId: string) {
  const [intent] = provider.stripe.ledger.search(`metadata['authorization']:'${authorizationId}'`);
  if (!intent) throw new Error('There is no such intent');
  return intent;
}

async function pay(by = payer) {
  const approval = await pendingApproval(provider.app, by, { paymentMethod: 'pm_card_visa' });
  const code = freshTotpCode(provider.app, by.secret);
  const answer = await verifyAndPay(provider.app, by.client, approval.approvalId, code);
  return {
    ...approval,
    paymentId: answer.body.payments[0].id as string,
    intent: intentOf(approval.authorizationId),
  };
}

async function paymentSeenBy(token: string, paymentId: string) {
  return (await expectStatus(200, provider.app.call('GET', `/api/payments/${paymentId}`, { token }))).body;
}

describe('a dispute', () => {
  it('shows to client and payee, and its end stands in whatever order reports come', async () => {
    const { paymentId, intent, authorizationId, amount } = await pay();
    const dispute = provider.stripe.ledger.dispute(intent.id);
    const opened = eventOf('charge.dispute.created', { ...dispute });
    Object.assign(dispute, { status: 'lost' });
    await report(provider, 'charge.dispute.closed', dispute);
    await deliver(provider, opened);
    await report(provider, 'charge.dispute.updated', { ...dispute, status: 'needs_response' });
    for (const { token } of [payer.client, payer.payee])
      expect((await paymentSeenBy(token, paymentId)).dispute).toEqual({
        status: 'lost',
        explanation: expect.stringMatching(/has decided/),
        reason: 'fraudulent',
        amount,
        openedAt: expect.stringMatching(/Z$/),
        closedAt: expect.stringMatching(/Z$/),
      });
    const events = await auditEvents(provider.app, `subject_id = $1 AND type LIKE 'dispute.%'`, [
      authorizationId,
    ]);
    expect(events).toMatchObject([
      { type: 'dispute.opened', details: { status: 'lost', paymentIds: [paymentId] } },
    ]);
  });

  it('that is decided is not opened again by an answer that another one has overtaken', async () => {
    const { paymentId, intent } = await pay();
    const dispute = provider.stripe.ledger.dispute(intent.id);
    Object.assign(dispute, { status: 'lost' });
    await report(provider, 'charge.dispute.closed', dispute);
    await provider.app.get(DisputeService).record({
      id: dispute.id,
      authorizationReference: intent.id,
      amount: BigInt(dispute.amount),
      currency: 'USD',
      reason: dispute.reason,
      status: 'open',
      openedAt: provider.app.clock.now(),
    });
    expect((await paymentSeenBy(payer.client.token, paymentId)).dispute).toMatchObject({ status: 'lost' });
  });

  it('is audited when it opens and when it is decided', async () => {
    const { paymentId, intent, authorizationId } = await pay();
    const dispute = provider.stripe.ledger.dispute(intent.id);
    await report(provider, 'charge.dispute.created', dispute);
    expect((await paymentSeenBy(payer.payee.token, paymentId)).dispute).toMatchObject({
      status: 'open',
      closedAt: null,
    });
    Object.assign(dispute, { status: 'won' });
    await report(provider, 'charge.dispute.closed', dispute);
    expect((await paymentSeenBy(payer.payee.token, paymentId)).dispute).toMatchObject({ status: 'won' });
    const events = await auditEvents(provider.app, `subject_id = $1 AND type LIKE 'dispute.%'`, [
      authorizationId,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['dispute.opened', 'dispute.updated']);
  });
});

describe('people', () => {
  it('hear of a dispute and of its end once each, however often and in whatever order it is reported', async () => {
    const { app } = provider;
    const client = await registerPayer(app, payer.payee);
    const admin = await registerOperator(app, 'admin');
    const { paymentId, intent } = await pay(client);
    const dispute = provider.stripe.ledger.dispute(intent.id);
    await together(4, () => report(provider, 'charge.dispute.created', dispute));
    await report(provider, 'charge.dispute.funds_withdrawn', dispute);
    const kindsOf = async (person: Account) =>
      (await noticesOf(app, person)).map(({ kind }) => kind).filter((kind) => kind.startsWith('dispute'));
    expect(await kindsOf(client.client)).toEqual(['dispute-opened']);
    expect(await kindsOf(admin)).toEqual(['dispute-reported']);
    const mail = await app.mailbox.waitFor(client.client.email, ({ subject }) => /is disputed/.test(subject));
    expect(mail.text).toContain('$1,250.00');
    expect((await paymentSeenBy(payer.payee.token, paymentId)).dispute.explanation).toMatch(
      /^The client's bank is looking into/,
    );

    Object.assign(dispute, { status: 'lost' });
    await together(4, () => report(provider, 'charge.dispute.closed', dispute));
    expect(await kindsOf(client.client)).toEqual(['dispute-decided', 'dispute-opened']);
    expect(await kindsOf(admin)).toEqual(['dispute-reported', 'dispute-reported']);
    await app.mailbox.waitFor(client.client.email, ({ text }) => /money went back to the client/.test(text));
    expect((await paymentSeenBy(payer.payee.token, paymentId)).dispute.explanation).toMatch(
      /money went back to the client/,
    );
    expect((await paymentSeenBy(client.client.token, paymentId)).dispute.explanation).toMatch(/^Your bank/);
    expect(await kindsOf(payer.payee)).toEqual([]);
  });
});

it('shows what went back to the client', async () => {
  const { paymentId, intent } = await pay();
  const charge = provider.stripe.ledger.refund(intent.id, 5_000);
  for (let time = 0; time < 2; time++) await report(provider, 'charge.refunded', charge);
  expect(await paymentSeenBy(payer.payee.token, paymentId)).toMatchObject({
    status: 'released',
    refunded: 5_000,
  });
  const events = await auditEvents(provider.app, `type = 'authorization.refunded'`);
  expect(events).toHaveLength(1);
});

it('shows no longer what a refund would have given back that failed', async () => {
  const { paymentId, intent } = await pay();
  const { ledger } = provider.stripe;
  await report(provider, 'charge.refunded', ledger.refund(intent.id, 5_000));
  await report(provider, 'refund.failed', ledger.failRefund(intent.id, 5_000));
  expect(await paymentSeenBy(payer.payee.token, paymentId)).toMatchObject({ refunded: 0 });
});

it.each<[string, (ledger: StripeLedger, intentId: string) => unknown, number]>([
  ['another refund', (ledger, intentId) => ledger.refund(intentId, 4_000), 7_000],
  ['its failure', (ledger, intentId) => ledger.failRefund(intentId, 3_000), 0],
])('a refund that was told late does not undo %s', async (_, happen, refunded) => {
  const { paymentId, intent } = await pay();
  const { ledger } = provider.stripe;
  const objects = provider.app.get(StripeObjects);
  const gateway = provider.app.get(StripeGateway);
  const retrieve = gateway.retrieve.bind(gateway);
  ledger.refund(intent.id, 3_000);
  // Stripe's answer to the first question is on its way while more happens, and somebody else asks about it.
  const slow = jest.spyOn(gateway, 'retrieve').mockImplementationOnce(async (reference) => {
    const answer = await retrieve(reference);
    happen(ledger, intent.id);
    await objects.follow('authorization', reference);
    return answer;
  });
  await objects.follow('authorization', intent.id);
  slow.mockRestore();
  expect(await paymentSeenBy(payer.payee.token, paymentId)).toMatchObject({ refunded });
});

it('is opened once, and closed once, when all is reported to several processes at once', async () => {
  const { intent, authorizationId } = await pay();
  const disputes = provider.app.get(DisputeService);
  const dispute = provider.stripe.ledger.dispute(intent.id);
  const heard = (status: 'open' | 'lost') => ({
    id: dispute.id as string,
    authorizationReference: intent.id as string,
    amount: BigInt(dispute.amount),
    currency: 'USD',
    reason: 'fraudulent',
    status,
    openedAt: provider.app.clock.now(),
  });
  await Promise.all(
    (['open', 'lost', 'open', 'lost', 'open', 'lost'] as const).map((status) =>
      disputes.record(heard(status)),
    ),
  );
  const told = await auditEvents(provider.app, `subject_id = $1 AND type LIKE 'dispute.%'`, [
    authorizationId,
  ]);
  const types = told.map(({ type }) => type);
  expect(types.filter((type) => type === 'dispute.opened')).toHaveLength(1);
  expect(types.filter((type) => type === 'dispute.updated').length).toBeLessThan(2);
  const [kept] = await provider.app.query('SELECT status FROM disputes WHERE id = $1', [dispute.id]);
  expect(kept).toEqual({ status: 'lost' });
});
