import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, HOUR, MINUTE } from '../../src/common/clock';
import { ReleaseService } from '../../src/payments/release.service';
import { expectStatus } from '../support/accounts';
import {
  auditEvents,
  logInAgain,
  logInWithCode,
  type Payer,
  pendingApproval,
  registerPayer,
} from '../support/attacks';
import { createContract, freshTotpCode, fundedMilestone, verifyAndPay, withKey } from '../support/factories';
import { type StripeUnderTest, stripe, takenAtStripe } from '../support/gateways';
import type { StripeFaultKind } from '../support/stripe/stripe-simulator';

const CAPTURE = /\/capture$/;
const logs: string[] = [];
let provider: StripeUnderTest;
let payer: Payer;

beforeAll(async () => {
  provider = await stripe({ GATEWAY_TIMEOUT_MS: '450' }, logs);
  payer = await registerPayer(provider.app);
});
afterAll(() => provider.close());
beforeEach(() => {
  logs.length = 0;
  provider.stripe.fault = () => null;
});

async function pay(paymentMethod = provider.methods.works) {
  const { app } = provider;
  const approval = await pendingApproval(app, payer, { paymentMethod });
  const answer = await verifyAndPay(app, payer.client, approval.approvalId, freshTotpCode(app, payer.secret));
  return { ...approval, answer, paymentId: answer.body.payments[0].id as string };
}

async function resolve(after = MINUTE): Promise<void> {
  provider.app.clock.advance(after);
  await provider.app.get(ReleaseService).resolveDue();
}

/** The job that asks again may have claimed it before `resolve` could. */
async function untilReleased(paymentId: string): Promise<void> {
  for (let waited = 0; (await paymentOf(paymentId))?.status !== 'released'; waited += 20) {
    if (waited > 5_000) throw new Error('It is not released');
    await sleep(20);
  }
}

async function paymentOf(paymentId: string) {
  const [payment] = await provider.app.query<{ status: string; failure: string | null }>(
    'SELECT status, failure FROM payments WHERE id = $1',
    [paymentId],
  );
  return payment;
}

const taken = (paymentId: string) => takenAtStripe(provider.stripe, paymentId);
const captureCalls = () => provider.stripe.calls.filter(({ path }) => CAPTURE.test(path)).length;

it('pays through Stripe: holds, captures and shows the rest', async () => {
  const { app, stripe } = provider;
  const milestone = await fundedMilestone(app, payer, {
    amount: 60_000,
    authorized: 100_000,
    paymentMethod: 'pm_card_visa',
  });
  expect([...stripe.ledger.intents.values()].at(-1)).toMatchObject({
    amount: 100_000,
    currency: 'usd',
    capture_method: 'manual',
    metadata: { authorization: milestone.authorizationId },
  });
  const { token } = payer.client;
  const approval = await expectStatus(
    201,
    app.call('POST', '/api/milestones/approvals', {
      token,
      body: { milestoneIds: [milestone.milestoneId] },
      headers: withKey(),
    }),
  );
  const paid = await verifyAndPay(app, payer.client, approval.body.id, freshTotpCode(app, payer.secret));
  expect(paid.body).toMatchObject({ success: true, payments: [{ status: 'released', amount: 60_000 }] });
  expect(taken(paid.body.paymentId)).toEqual([60_000]);
  const path = `/api/contracts/${milestone.contractId}/authorizations`;
  const { body } = await app.call('GET', path, { token });
  expect(body.items).toMatchObject([
    { status: 'active', captures: 'many', amount: 100_000, remaining: 40_000 },
  ]);
  expect(new Date(body.items[0].expiresAt).getTime() - app.clock.now().getTime()).toBeGreaterThan(6 * DAY);
});

it.each<[StripeFaultKind]>([
  ['reset'],
  ['reset-after'],
  ['hang'],
  ['hang-after'],
  ['error-500'],
  ['error-500-after'],
  ['bad-gateway'],
  ['rate-limit'],
  ['lock-timeout'],
  ['unauthorized'],
])('captures once when a capture meets %s', async (kind) => {
  provider.stripe.failNext(kind, CAPTURE);
  const { answer, paymentId, amount } = await pay();
  expect([answer.status, answer.body.payments[0].status]).toEqual([202, 'unknown']);
  await resolve();
  await untilReleased(paymentId);
  expect(taken(paymentId)).toEqual([amount]);
  const outcomes = await auditEvents(provider.app, `subject_id = $1 AND type LIKE 'payment.%'`, [paymentId]);
  expect(outcomes.map(({ type }) => type)).toEqual(['payment.unknown', 'payment.released']);
});

it('calls an operator when the keys are wrong, and tells nobody what they are', async () => {
  provider.stripe.failNext('unauthorized', CAPTURE);
  await pay();
  const errors = logs.filter((line) => line.includes('"level":"error"'));
  expect(errors).toEqual([expect.stringContaining('Stripe does not accept our requests')]);
  expect(logs.join()).not.toContain(provider.stripe.secretKey);
});

it('captures each of many approvals once although one answer in five is lost', async () => {
  let call = 0;
  const kinds: StripeFaultKind[] = ['reset-after', 'hang-after', 'reset', 'error-500-after'];
  provider.stripe.fault = ({ method, path }) => {
    if (method !== 'POST' || !CAPTURE.test(path)) return null;
    return call++ % 5 === 0 ? (kinds[Math.floor(call / 5) % kinds.length] as StripeFaultKind) : null;
  };
  const payments = [];
  for (let count = 0; count < 25; count++) payments.push(await pay());
  for (let sweep = 0; sweep < 4; sweep++) await resolve();
  expect(call).toBeGreaterThan(25);
  for (const { paymentId, amount } of payments) {
    expect(await paymentOf(paymentId)).toMatchObject({ status: 'released' });
    expect(taken(paymentId)).toEqual([amount]);
  }
});

describe('a key that is older than Stripe remembers it', () => {
  beforeEach(async () => {
    await logInWithCode(provider.app, payer);
    await logInAgain(provider.app, payer.payee);
  });

  it('is only asked for: a capture that was made is found', async () => {
    provider.stripe.failNext('hang-after', CAPTURE);
    const { paymentId, amount } = await pay();
    const calls = captureCalls();
    await resolve(25 * HOUR);
    expect(await paymentOf(paymentId)).toMatchObject({ status: 'released' });
    expect([captureCalls(), taken(paymentId)]).toEqual([calls, [amount]]);
  });

  it('is never captured under: what was not taken fails, and can be tried again under a new key', async () => {
    provider.stripe.failNext('hang', CAPTURE);
    const { paymentId, amount } = await pay();
    const calls = captureCalls();
    await resolve(25 * HOUR);
    expect(await paymentOf(paymentId)).toEqual({ status: 'failed', failure: 'not-captured' });
    expect([captureCalls(), taken(paymentId)]).toEqual([calls, []]);
    await logInWithCode(provider.app, payer);
    const { token } = payer.client;
    const path = `/api/payments/${paymentId}/retry`;
    const again = await expectStatus(201, provider.app.call('POST', path, { token, headers: withKey() }));
    expect(again.body.status).toBe('released');
    expect([taken(paymentId), taken(again.body.id)]).toEqual([[], [amount]]);
  });

  it('ends a payment that Stripe answers with the same failure for as long as it remembers', async () => {
    provider.stripe.failNext('kept-error-500', CAPTURE);
    const { paymentId } = await pay();
    for (let asked = 0; asked < 3; asked++) await resolve(HOUR);
    expect(await paymentOf(paymentId)).toMatchObject({ status: 'unknown' });
    await resolve(22 * HOUR);
    expect(await paymentOf(paymentId)).toEqual({ status: 'failed', failure: 'not-captured' });
    expect(taken(paymentId)).toEqual([]);
  });

  it('stays unknown and calls an operator, once, when Stripe cannot tell what was captured', async () => {
    provider.stripe.failNext('hang', CAPTURE);
    const { paymentId, authorizationId } = await pay();
    const [intent] = provider.stripe.ledger.search(`metadata['authorization']:'${authorizationId}'`);
    provider.stripe.ledger.capture(intent?.id, { amount_to_capture: '5000', final_capture: 'false' });
    const calls = captureCalls();
    for (let asked = 0; asked < 3; asked++) await resolve(13 * HOUR);
    expect(await paymentOf(paymentId)).toMatchObject({ status: 'unknown' });
    expect(captureCalls()).toBe(calls);
    expect(
      await auditEvents(provider.app, `subject_id = $1 AND type = 'payment.stuck'`, [paymentId]),
    ).toHaveLength(1);
    expect(logs.filter((line) => line.includes('look it up there'))).toHaveLength(1);
    await provider.app.query(
      `UPDATE payments SET status = 'failed', failure = 'rejected', lease_until = NULL WHERE id = $1`,
      [paymentId],
    );
  });
});

describe('holding money', () => {
  beforeAll(() => logInWithCode(provider.app, payer));

  async function fund(
    paymentMethod: string,
    fields: { amount?: number; key?: string; contractId?: string } = {},
  ) {
    const contractId = fields.contractId ?? (await createContract(provider.app, payer));
    const answer = await provider.app.call('POST', `/api/contracts/${contractId}/authorizations`, {
      token: payer.client.token,
      body: { amount: fields.amount ?? 50_000, paymentMethod },
      headers: withKey(fields.key),
    });
    return { answer, contractId };
  }

  it.each([
    ['pm_card_chargeDeclined', 50_000, 'authorization-declined', 'declined'],
    ['pm_card_chargeDeclinedLostCard', 50_000, 'authorization-declined', 'declined'],
    ['pm_card_chargeDeclinedInsufficientFunds', 50_000, 'authorization-declined', 'insufficient-funds'],
    ['pm_card_chargeDeclinedVelocityLimitExceeded', 50_000, 'authorization-declined', 'limit-exceeded'],
    ['pm_card_chargeDeclinedExpiredCard', 50_000, 'authorization-declined', 'card-expired'],
    ['pm_card_chargeDeclinedIncorrectCvc', 50_000, 'authorization-declined', 'card-details-wrong'],
    ['pm_of_somebody_else', 50_000, 'authorization-declined', 'payment-method-unknown'],
    ['pm_card_authenticationRequired', 50_000, 'payment-authentication-required', 'authentication-required'],
    ['pm_card_visa', 49, 'amount-not-payable', 'amount-not-payable'],
    ['pm_card_visa', 100_000_000, 'amount-not-payable', 'amount-not-payable'],
  ])('says why %s cannot hold %s', async (method, amount, code, reason) => {
    const key = `fund-${method}-${amount}`;
    const { answer, contractId } = await fund(method, { amount, key });
    expect([answer.status, answer.body.code, answer.body.reason]).toEqual([422, code, reason]);
    expect(answer.body.detail).toMatch(/^[A-Z].*\.$/);
    const again = await fund(method, { amount, key, contractId });
    expect([again.answer.status, again.answer.body.code]).toEqual([422, code]);
    expect(
      [...provider.stripe.ledger.intents.values()].filter(({ status }) =>
        /requires_(payment|action)/.test(status),
      ),
    ).toEqual([]);
  });

  it.each<[StripeFaultKind]>([
    ['reset-after'],
    ['hang-after'],
    ['error-500'],
    ['rate-limit'],
    ['unauthorized'],
  ])('holds it once when the call meets %s and the client repeats it', async (kind) => {
    const key = `hold-${kind}`;
    provider.stripe.failNext(kind, /payment_intents$/);
    const { answer, contractId } = await fund('pm_card_visa', { key });
    expect([answer.status, answer.body.code]).toEqual([503, 'service-unavailable']);
    const again = await fund('pm_card_visa', { key, contractId });
    expect([again.answer.status, again.answer.body.status]).toEqual([201, 'active']);
    const { id } = again.answer.body;
    expect(provider.stripe.ledger.search(`metadata['authorization']:'${id}'`)).toHaveLength(1);
  });
});
