import { MINUTE } from '../../src/common/clock';
import { ReleaseService } from '../../src/payments/release.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import {
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  submitMilestone,
  verifyAndPay,
  withKey,
} from '../support/factories';

let first: TestApp;
let second: TestApp;
let payer: Payer;

beforeAll(async () => {
  const env = { GATEWAY_TIMEOUT_MS: '200' };
  first = await startApp({ env });
  second = await startApp({ ...alsoOn(first), env });
  payer = await registerPayer(first);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

async function payWith(paymentMethod: string) {
  const approval = await pendingApproval(first, payer, { paymentMethod });
  const answer = await verifyAndPay(
    first,
    payer.client,
    approval.approvalId,
    freshTotpCode(first, payer.secret),
  );
  return { ...approval, answer, paymentId: answer.body.paymentId as string };
}

async function resolve(app: TestApp): Promise<void> {
  first.clock.advance(MINUTE);
  await app.get(ReleaseService).resolveDue();
}

async function statusOf(paymentId: string): Promise<string> {
  const { token } = payer.client;
  return (await expectStatus(200, first.call('GET', `/api/payments/${paymentId}`, { token }))).body.status;
}

function outcomesOf(paymentId: string) {
  return auditEvents(first, `subject_id = $1 AND type LIKE 'payment.%'`, [paymentId]);
}

it.each([
  ['drops its answer after capturing', 'pm_sandbox_capture_answer_dropped'],
  ['hangs after capturing', 'pm_sandbox_capture_hangs'],
])('captures once when the gateway %s; the payment resolves by itself', async (_, paymentMethod) => {
  const { answer, approvalId, paymentId, milestoneId } = await payWith(paymentMethod);
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toBe(`/api/milestones/approvals/${approvalId}`);
  expect(answer.body.payments).toMatchObject([{ status: 'unknown' }]);
  await Promise.all([resolve(first), resolve(second), resolve(second)]);
  expect(await statusOf(paymentId)).toBe('released');
  expect(await capturesOf(first, approvalId)).toHaveLength(1);
  const outcomes = await outcomesOf(paymentId);
  expect(outcomes.map(({ type }) => type)).toEqual(['payment.unknown', 'payment.released']);
  const { body } = await first.call('GET', `/api/milestones/${milestoneId}`, { token: payer.payee.token });
  expect(body.status).toBe('paid');
});

it('resolves an unclear answer without anybody asking', async () => {
  const { paymentId } = await payWith('pm_sandbox_capture_answer_dropped');
  for (let waited = 0; waited < 12_000 && (await statusOf(paymentId)) !== 'released'; waited += 250)
    await new Promise((done) => setTimeout(done, 250));
  expect(await statusOf(paymentId)).toBe('released');
});

describe('a declined capture', () => {
  it('takes nothing, gives the funds back and tells why', async () => {
    const { answer, approvalId, authorizationId, paymentId, amount } = await payWith(
      'pm_sandbox_capture_declined',
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      success: false,
      payments: [{ status: 'failed', failure: { code: 'declined', reason: expect.any(String) } }],
    });
    expect(await capturesOf(first, approvalId)).toEqual([]);
    expect(
      await first.query('SELECT remaining FROM authorizations WHERE id = $1', [authorizationId]),
    ).toEqual([{ remaining: String(amount) }]);
    await resolve(second);
    expect(await statusOf(paymentId)).toBe('failed');
    expect(await outcomesOf(paymentId)).toMatchObject([{ type: 'payment.failed', outcome: 'failure' }]);
  });

  it('is tried again once of twenty times at once, and captured once', async () => {
    const { approvalId, contractId, paymentId, amount } = await payWith('pm_sandbox_capture_declined');
    await fundAuthorization(first, payer.client, contractId, amount);
    const { token } = payer.client;
    const answers = await together(20, (index) =>
      (index % 2 ? first : second).call('POST', `/api/payments/${paymentId}/retry`, {
        token,
        headers: withKey(),
      }),
    );
    expect(tally(answers)).toEqual({ '201': 1, '409 payment-not-retryable': 19 });
    expect(await capturesOf(first, approvalId)).toHaveLength(1);
  });

  it('does not let the milestone be approved and paid again beside it', async () => {
    const { milestoneId } = await payWith('pm_sandbox_capture_declined');
    const again = await approve(first, payer.client, [milestoneId]);
    expect([again.status, again.body.code]).toEqual([409, 'milestone-not-approvable']);
  });
});

it('declines funds that the payment method does not have', async () => {
  const contractId = await createContract(first, payer);
  const { token } = payer.client;
  const path = `/api/contracts/${contractId}/authorizations`;
  const body = { amount: 5_000, paymentMethod: 'pm_sandbox_authorization_declined' };
  const headers = withKey();
  const declined = await first.call('POST', path, { token, body, headers });
  expect([declined.status, declined.body.code]).toEqual([422, 'authorization-declined']);
  const again = await second.call('POST', path, { token, body, headers });
  expect([again.status, again.body.code]).toEqual([422, 'authorization-declined']);
  const other = { amount: 5_000, paymentMethod: 'pm_sandbox_visa' };
  const reused = await first.call('POST', path, { token, body: other, headers });
  expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
  expect(await first.query('SELECT FROM authorizations WHERE contract_id = $1', [contractId])).toHaveLength(
    1,
  );
});

it('gives each payment of a batch its own outcome', async () => {
  const { client, payee, secret } = payer;
  const contracts = await Promise.all(
    ['pm_sandbox_visa', 'pm_sandbox_capture_declined', 'pm_sandbox_capture_answer_dropped'].map(
      async (method) => {
        const id = await createContract(first, payer);
        await fundAuthorization(first, client, id, 60_000, method);
        const milestoneId = await createMilestone(first, client, id, 60_000);
        await submitMilestone(first, payee, milestoneId);
        return milestoneId;
      },
    ),
  );
  const { body: approval } = await expectStatus(201, approve(first, client, contracts));
  const answer = await verifyAndPay(first, client, approval.id, freshTotpCode(first, secret));
  expect(answer.status).toBe(202);
  const statuses = contracts.map(
    (id) =>
      answer.body.payments.find((payment: { milestoneId: string }) => payment.milestoneId === id).status,
  );
  expect(statuses).toEqual(['released', 'failed', 'unknown']);
  await resolve(second);
  expect(await capturesOf(first, approval.id)).toHaveLength(2);
});

it('answers a large batch in time although every capture hangs, and captures each once', async () => {
  const { client, payee, secret } = payer;
  const contractId = await createContract(first, payer);
  await fundAuthorization(first, client, contractId, 300_000, 'pm_sandbox_capture_hangs');
  const ids = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const id = await createMilestone(first, client, contractId, 10_000);
      await submitMilestone(first, payee, id);
      return id;
    }),
  );
  const { body: approval } = await expectStatus(201, approve(first, client, ids));
  const started = performance.now();
  const answer = await verifyAndPay(first, client, approval.id, freshTotpCode(first, secret));
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(answer.status).toBe(202);
  expect(answer.body.payments).toHaveLength(30);
  for (let sweep = 0; sweep < 8; sweep++) await resolve(second);
  expect(await capturesOf(first, approval.id)).toHaveLength(30);
  const statuses = await first.query('SELECT DISTINCT status FROM payments WHERE approval_id = $1', [
    approval.id,
  ]);
  expect(statuses).toEqual([{ status: 'released' }]);
});
