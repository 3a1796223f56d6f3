import { MINUTE } from '../../src/common/clock';
import { ResolveAuthorizationsJob } from '../../src/payments/resolve-authorizations.job';
import { auditEvents, type Payer, pendingApproval, registerPayer, tally, together } from '../support/attacks';
import {
  approve,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  registerUser,
  verifyAndPay,
  withKey,
} from '../support/factories';
import { type StripeUnderTest, stripe, takenAtStripe } from '../support/gateways';

let provider: StripeUnderTest;
let payer: Payer;
beforeAll(async () => {
  provider = await stripe({ GATEWAY_TIMEOUT_MS: '450' });
  payer = await registerPayer(provider.app);
});
afterAll(() => provider.close());

const works = { paymentMethod: 'pm_card_visa' };

function letGo(
  { contractId, authorizationId }: { contractId: string; authorizationId: string },
  { token = payer.client.token, key }: { token?: string; key?: string } = {},
) {
  return provider.app.call('DELETE', `/api/contracts/${contractId}/authorizations/${authorizationId}`, {
    token,
    headers: withKey(key),
  });
}

function intentOf(authorizationId: string) {
  return provider.stripe.ledger.search(`metadata['authorization']:'${authorizationId}'`)[0];
}

it('gives back what is held, once, and nothing can be paid from it any more', async () => {
  const milestone = await fundedMilestone(provider.app, payer, works);
  const answers = await together(5, () => letGo(milestone));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await letGo(milestone)).body).toMatchObject({ status: 'voided', remaining: 0 });
  expect(intentOf(milestone.authorizationId)).toMatchObject({ status: 'canceled' });
  const refused = await approve(provider.app, payer.client, [milestone.milestoneId]);
  expect([refused.status, refused.body.code]).toEqual([409, 'authorization-insufficient']);
  const events = await auditEvents(provider.app, 'subject_id = $1', [milestone.authorizationId]);
  expect(events.map(({ type }) => type)).toEqual([
    'authorization.funded',
    'authorization.voiding',
    'authorization.voided',
  ]);
});

it('gives back the rest of what was paid from', async () => {
  const { app, stripe } = provider;
  const approval = await pendingApproval(app, payer, { ...works, amount: 110_000, authorized: 200_000 });
  await verifyAndPay(app, payer.client, approval.approvalId, freshTotpCode(app, payer.secret));
  expect((await letGo(approval)).body).toMatchObject({ status: 'voided', remaining: 0 });
  expect(intentOf(approval.authorizationId)).toMatchObject({ status: 'succeeded', amount_received: 110_000 });
  expect(stripe.ledger.captures.at(-1)?.amount).toBe(110_000);
});

it('lets one of two win: the approval, or the client who wants the money back', async () => {
  for (let round = 0; round < 8; round++) {
    const { app } = provider;
    const approval = await pendingApproval(app, payer, works);
    const code = freshTotpCode(app, payer.secret);
    const [paid, voided] = await Promise.all([
      verifyAndPay(app, payer.client, approval.approvalId, code),
      letGo(approval),
    ]);
    const won = paid.status === 200;
    // After the payment is released its authorization, used up, may be let go as well.
    if (!won)
      expect([paid.status, paid.body.code, voided.status]).toEqual([409, 'authorization-insufficient', 200]);
    const taken =
      paid.body.payments?.map(({ id }: { id: string }) => takenAtStripe(provider.stripe, id)) ?? [];
    expect(taken).toEqual(won ? [[approval.amount]] : []);
    app.clock.advance(MINUTE);
  }
});

it('waits for payments that are under way', async () => {
  const { app, stripe } = provider;
  const approval = await pendingApproval(app, payer, { ...works, amount: 110_000, authorized: 200_000 });
  stripe.failNext('hang', /\/capture$/);
  await verifyAndPay(app, payer.client, approval.approvalId, freshTotpCode(app, payer.secret));
  const refused = await letGo(approval);
  expect([refused.status, refused.body.code]).toEqual([409, 'authorization-in-use']);
});

it('is finished by a sweep when Stripe gave no answer', async () => {
  const milestone = await fundedMilestone(provider.app, payer, works);
  provider.stripe.failNext('hang', /\/cancel$/);
  expect((await letGo(milestone)).body).toMatchObject({ status: 'voiding', remaining: 0 });
  const refused = await approve(provider.app, payer.client, [milestone.milestoneId]);
  expect(refused.body.code).toBe('authorization-insufficient');
  await provider.app.get(ResolveAuthorizationsJob).run();
  expect((await letGo(milestone)).body).toMatchObject({ status: 'voided' });
});

it('is finished although fifty before it are unknown at Stripe', async () => {
  const milestone = await fundedMilestone(provider.app, payer, works);
  provider.stripe.failNext('hang', /\/cancel$/);
  expect((await letGo(milestone)).body).toMatchObject({ status: 'voiding' });
  await provider.app.query(
    `INSERT INTO authorizations
       (id, contract_id, client_id, idempotency_key, payment_method, amount, remaining, currency, status, gateway_reference, expires_at, created_at)
     SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, contract_id, client_id, 'lost-' || n, payment_method, amount, amount,
       currency, 'voiding', 'pi_lost_' || n, expires_at, created_at
     FROM authorizations, generate_series(1, 50) n WHERE id = $1`,
    [milestone.authorizationId],
  );
  await provider.app.get(ResolveAuthorizationsJob).run();
  await provider.app.query(`DELETE FROM authorizations WHERE gateway_reference LIKE 'pi_lost_%'`);
  expect(intentOf(milestone.authorizationId)).toMatchObject({ status: 'canceled' });
});

it('is nobody else’s business, and needs a key', async () => {
  const milestone = await fundedMilestone(provider.app, payer, works);
  const stranger = await registerUser(provider.app, { accountType: 'client' });
  const other = await fundedMilestone(provider.app, payer, works);
  const answers = [
    await letGo(milestone, { token: stranger.token }),
    await letGo({ ...milestone, contractId: other.contractId }),
    await letGo(milestone, { token: payer.payee.token }),
  ];
  expect(tally(answers)).toEqual({ '404 not-found': 2, '403 forbidden': 1 });
  const path = `/api/contracts/${milestone.contractId}/authorizations/${milestone.authorizationId}`;
  const keyless = await provider.app.call('DELETE', path, { token: payer.client.token });
  expect(keyless.body.code).toBe('idempotency-key-required');
  expect(intentOf(milestone.authorizationId)).toMatchObject({ status: 'requires_capture' });
});

it('funds one payment from each authorization that bears a single capture', async () => {
  const { app } = provider;
  const single = provider.methods.single;
  const approval = await pendingApproval(app, payer, {
    amount: 110_000,
    authorized: 200_000,
    paymentMethod: single,
  });
  const paid = await verifyAndPay(app, payer.client, approval.approvalId, freshTotpCode(app, payer.secret));
  expect(paid.body.payments).toMatchObject([{ status: 'released' }]);
  const path = `/api/contracts/${approval.contractId}/authorizations`;
  const { body } = await app.call('GET', path, { token: payer.client.token });
  expect(body.items).toMatchObject([{ captures: 'one', amount: 200_000, remaining: 0 }]);
  expect(intentOf(approval.authorizationId)).toMatchObject({ status: 'succeeded', amount_capturable: 0 });
  expect(await fundAuthorization(app, payer.client, approval.contractId, 5_000, single)).toBeTruthy();
});
