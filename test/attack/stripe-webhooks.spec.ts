import { setTimeout as sleep } from 'node:timers/promises';
import { after, MINUTE } from '../../src/common/clock';
import {
  AuthorizationReports,
  type KnownAuthorization,
} from '../../src/payments/authorization-reports.service';
import { ProcessedEventsJob } from '../../src/payments/stripe/processed-events.job';
import { StripeEvents } from '../../src/payments/stripe/stripe-events.service';
import { expectStatus } from '../support/accounts';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { freshTotpCode, fundedMilestone, verifyAndPay } from '../support/factories';
import { type StripeUnderTest, stripe, takenAtStripe } from '../support/gateways';
import { deliver, eventOf, report, signatureOf } from '../support/stripe/stripe-webhooks';

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

async function pay() {
  const approval = await pendingApproval(provider.app, payer, { paymentMethod: 'pm_card_visa' });
  const code = freshTotpCode(provider.app, payer.secret);
  const answer = await verifyAndPay(provider.app, payer.client, approval.approvalId, code);
  return {
    ...approval,
    paymentId: answer.body.payments[0].id as string,
    intent: intentOf(approval.authorizationId),
  };
}

async function paymentSeenBy(token: string, paymentId: string) {
  return (await expectStatus(200, provider.app.call('GET', `/api/payments/${paymentId}`, { token }))).body;
}

async function authorizationOf({ contractId }: { contractId: string }) {
  const path = `/api/contracts/${contractId}/authorizations`;
  return (await provider.app.call('GET', path, { token: payer.client.token })).body.items[0];
}

const kept = () => provider.app.query('SELECT FROM gateway_events');

describe('a report that', () => {
  const object = { id: 'pi_of_nobody' };
  const send = (body: string, signature?: string) =>
    provider.app.call('POST', '/api/webhooks/stripe', {
      body,
      headers: signature === undefined ? {} : { 'Stripe-Signature': signature },
    });
  const body = () => JSON.stringify(eventOf('payment_intent.canceled', object));
  const signed = (text: string, at = provider.app.clock.now()) =>
    signatureOf(text, provider.stripe.webhookSecret, at);

  it.each<[string, () => [string, string | undefined]]>([
    ['is not signed', () => [body(), undefined]],
    ['has a signature of nonsense', () => [body(), 't=1,v1=00']],
    [
      'was signed with another secret',
      () => [body(), signatureOf(body(), 'whsec_other', provider.app.clock.now())],
    ],
    ['was changed on its way', () => [body().replace('nobody', 'client'), signed(body())]],
    [
      'is replayed after five minutes',
      () => {
        const text = body();
        return [text, signed(text, after(provider.app.clock.now(), -6 * MINUTE))];
      },
    ],
    [
      'carries a signature over the bare body',
      () => {
        const text = body();
        return [text, signed(text).replace(/t=\d+/, 't=9999999999')];
      },
    ],
    ['is signed and no JSON', () => ['{', signed('{')]],
  ])('%s is not taken', async (_, make) => {
    const before = await kept();
    const [text, signature] = make();
    const { status, body: problem } = await send(text, signature);
    expect([status, problem.code]).toEqual([403, 'webhook-signature-invalid']);
    expect(await kept()).toHaveLength(before.length);
  });

  it('is of no type that we follow, or names nothing, is thanked for and dropped', async () => {
    const before = await kept();
    for (const event of [
      eventOf('customer.created', { id: 'cus_1' }),
      eventOf('charge.refunded', { id: 'ch_1', payment_intent: null }),
      eventOf('__proto__', { id: 'x' }),
    ])
      expect((await deliver(provider, event)).status).toBe(204);
    expect(await kept()).toHaveLength(before.length);
  });

  it('names objects of others changes nothing', async () => {
    const milestone = await fundedMilestone(provider.app, payer, { paymentMethod: 'pm_card_visa' });
    await report(provider, 'payment_intent.canceled', { id: 'pi_of_nobody' });
    await report(provider, 'charge.dispute.created', { id: 'du_of_nobody' });
    expect(await authorizationOf(milestone)).toMatchObject({ status: 'active' });
    const waiting = await provider.app.query('SELECT FROM gateway_events WHERE processed_at IS NULL');
    expect(waiting).toEqual([]);
  });

  it('says what is not so is not believed: Stripe is asked', async () => {
    const milestone = await fundedMilestone(provider.app, payer, { paymentMethod: 'pm_card_visa' });
    const intent = intentOf(milestone.authorizationId);
    await report(provider, 'payment_intent.canceled', {
      ...intent,
      status: 'canceled',
      cancellation_reason: 'expired',
    });
    await report(provider, 'charge.refunded', { payment_intent: intent.id, amount_refunded: 125_000 });
    expect(await authorizationOf(milestone)).toMatchObject({ status: 'active', remaining: 125_000 });
  });

  it('comes five times at once is kept once', async () => {
    const { intent } = await pay();
    const event = eventOf('payment_intent.succeeded', intent);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(provider, event)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(await provider.app.query('SELECT FROM gateway_events WHERE id = $1', [event.id])).toHaveLength(1);
  });
});

it('does not exist where Stripe is not the gateway, nor for forms', async () => {
  const answer = await fetch(`${provider.app.url}/api/webhooks/stripe`, {
    method: 'POST',
    body: new URLSearchParams({ a: 'b' }),
  });
  expect(answer.status).toBe(403);
});

it('reflects an authorization that has expired early, or was cancelled at Stripe', async () => {
  const { app, stripe } = provider;
  const [expired, cancelled] = await Promise.all([
    fundedMilestone(app, payer, { paymentMethod: 'pm_card_visa' }),
    fundedMilestone(app, payer, { paymentMethod: 'pm_card_visa' }),
  ]);
  await report(
    provider,
    'payment_intent.canceled',
    stripe.ledger.expire(intentOf(expired.authorizationId).id),
  );
  await report(
    provider,
    'payment_intent.canceled',
    stripe.ledger.cancel(intentOf(cancelled.authorizationId).id, 'requested_by_customer'),
  );
  expect(await authorizationOf(expired)).toMatchObject({ status: 'expired', remaining: 0 });
  expect(await authorizationOf(cancelled)).toMatchObject({ status: 'voided', remaining: 0 });
  const told = await auditEvents(app, `type = 'authorization.expired' AND subject_id = $1`, [
    expired.authorizationId,
  ]);
  expect(told).toHaveLength(1);
  const body = { milestoneIds: [expired.milestoneId] };
  const headers = { 'Idempotency-Key': `approve-${expired.milestoneId}` };
  const refused = await app.call('POST', '/api/milestones/approvals', {
    token: payer.client.token,
    body,
    headers,
  });
  expect([refused.status, refused.body.code]).toEqual([409, 'authorization-expired']);
});

it('records one expiry when several processes hear of it, with clocks that differ', async () => {
  const { app } = provider;
  const { authorizationId } = await fundedMilestone(app, payer, { paymentMethod: 'pm_card_visa' });
  const reports = app.get(AuthorizationReports);
  const known = (await reports.find(intentOf(authorizationId).id)) as KnownAuthorization;
  const heard = { state: 'expired', refunded: 0n } as const;
  app.clock.advance(1_000);
  await reports.reflect(known, heard);
  app.clock.advance(-500);
  await reports.reflect(known, heard);
  app.clock.advance(-500);
  const told = await auditEvents(app, `type = 'authorization.expired' AND subject_id = $1`, [
    authorizationId,
  ]);
  expect(told).toHaveLength(1);
});

it('does not take an authorization that was used up for one that has expired', async () => {
  const { intent, ...approval } = await pay();
  expect(intent.amount_received).toBe(intent.amount);
  Object.assign(intent, { status: 'succeeded' });
  await report(provider, 'payment_intent.succeeded', intent);
  expect(await authorizationOf(approval)).toMatchObject({ status: 'active', remaining: 0 });
});

it('resolves an unknown payment at once when Stripe reports the capture', async () => {
  provider.stripe.failNext('hang-after', /\/capture$/);
  const { paymentId, amount, intent } = await pay();
  expect(await paymentSeenBy(payer.client.token, paymentId)).toMatchObject({ status: 'unknown' });
  await report(provider, 'payment_intent.amount_capturable_updated', intent);
  await untilReleased(paymentId);
  expect(takenAtStripe(provider.stripe, paymentId)).toEqual([amount]);
});

/** The job that the report has rung for may be at it before this test is. */
async function untilReleased(paymentId: string): Promise<void> {
  const status = async () => (await paymentSeenBy(payer.client.token, paymentId)).status;
  for (let waited = 0; (await status()) !== 'released'; waited += 20) {
    if (waited > 5_000) throw new Error(`It is still ${await status()}`);
    await sleep(20);
  }
}

it('follows a report up later when Stripe cannot be asked now', async () => {
  const milestone = await fundedMilestone(provider.app, payer, { paymentMethod: 'pm_card_visa' });
  const intent = provider.stripe.ledger.expire(intentOf(milestone.authorizationId).id);
  provider.stripe.fault = ({ method }) => (method === 'GET' ? 'error-500' : null);
  await report(provider, 'payment_intent.canceled', intent);
  expect(await authorizationOf(milestone)).toMatchObject({ status: 'active' });
  provider.stripe.fault = () => null;
  await report(provider, 'customer.created', { id: 'cus_1' });
  expect(await authorizationOf(milestone)).toMatchObject({ status: 'expired' });
});

it('follows up one report at a time when Stripe hangs, and leaves the workers to the jobs that deliver codes', async () => {
  const { app, stripe } = provider;
  const { intent } = await pay();
  const events = app.get(StripeEvents);
  const followAll = events.followAll.bind(events);
  let underWay = 0;
  let most = 0;
  const followed = jest.spyOn(events, 'followAll').mockImplementation(async () => {
    most = Math.max(most, ++underWay);
    await followAll().finally(() => underWay--);
  });
  stripe.fault = ({ method }) => (method === 'GET' ? 'hang-after' : null);
  for (let count = 0; count < 4; count++) {
    await deliver(provider, eventOf('payment_intent.succeeded', intent));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  stripe.fault = () => null;
  followed.mockRestore();
  expect(most).toBe(1);
});

it('keeps no report for ever', async () => {
  await provider.app.query(`UPDATE gateway_events SET processed_at = received_at - interval '31 days'`);
  await provider.app.get(ProcessedEventsJob).run();
  expect(await kept()).toEqual([]);
});
