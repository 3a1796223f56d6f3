import { DAY, MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, capturesOf, type Payer, pendingApproval, registerPayer, watch } from '../support/attacks';
import {
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  submitMilestone,
  totpCode,
  verifyAndPay,
} from '../support/factories';

let first: TestApp;
let second: TestApp;
let payer: Payer;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payer = await registerPayer(first);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

function remainingOf(authorizationId: string) {
  return first.query<{ remaining: string }>('SELECT remaining FROM authorizations WHERE id = $1', [
    authorizationId,
  ]);
}

it('does not burn the code when the authorization has expired: it is good for a new one', async () => {
  const { client, secret } = payer;
  const { approvalId, contractId, amount } = await pendingApproval(first, payer);
  await first.query('UPDATE authorizations SET expires_at = $2 WHERE contract_id = $1', [
    contractId,
    first.clock.now(),
  ]);
  const code = freshTotpCode(first, secret);
  const { answer, changed, events } = await watch(first, () => verifyAndPay(first, client, approvalId, code));
  expect([answer.status, answer.body.code]).toEqual([409, 'authorization-expired']);
  expect(changed).toEqual([]);
  expect(events).toMatchObject([
    { type: 'approval.verified', outcome: 'failure', details: { reason: 'authorization-expired' } },
  ]);
  const again = await fundAuthorization(first, client, contractId, amount);
  const paid = await expectStatus(200, verifyAndPay(second, client, approvalId, code));
  expect(paid.body.success).toBe(true);
  expect(await capturesOf(first, approvalId)).toHaveLength(1);
  expect(await remainingOf(again)).toEqual([{ remaining: '0' }]);
});

it('keeps a sent code good in the same way', async () => {
  const { client } = payer;
  const { approvalId, challengeId, contractId, amount } = await pendingApproval(first, payer);
  const resend = { token: client.token, body: { method: 'email' } };
  await expectStatus(200, first.call('POST', `/api/2fa/challenges/${challengeId}/resend`, resend));
  const code = await first.mailbox.codeFor(client.email);
  await first.query('UPDATE authorizations SET expires_at = $2 WHERE contract_id = $1', [
    contractId,
    first.clock.now(),
  ]);
  expect((await verifyAndPay(first, client, approvalId, code)).body.code).toBe('authorization-expired');
  await fundAuthorization(first, client, contractId, amount);
  expect((await verifyAndPay(first, client, approvalId, code)).status).toBe(200);
});

it('refuses an approval whose authorization has expired or is too small', async () => {
  const { client } = payer;
  const small = await fundedMilestone(first, payer, { amount: 200_000, authorized: 199_999 });
  const refused = await watch(first, () => approve(first, client, [small.milestoneId]));
  expect([refused.answer.status, refused.answer.body.code]).toEqual([409, 'authorization-insufficient']);
  expect(refused.changed).toEqual([]);
  expect(refused.events).toMatchObject([{ type: 'approval.created', outcome: 'failure' }]);

  const soon = await fundedMilestone(first, payer, { paymentMethod: 'pm_sandbox_expires_soon' });
  first.clock.advance(2_000);
  const expired = await approve(first, client, [soon.milestoneId]);
  expect([expired.status, expired.body.code]).toEqual([409, 'authorization-expired']);
});

it('does not spend the same funds on two approvals at once', async () => {
  const { client, secret } = payer;
  const contractId = await createContract(first, payer);
  const authorizationId = await fundAuthorization(first, client, contractId, 300_000);
  const approvals = await Promise.all(
    ['a', 'b'].map(async () => {
      const id = await createMilestone(first, client, contractId, 200_000);
      await submitMilestone(first, payer.payee, id);
      return (await expectStatus(201, approve(first, client, [id]))).body.id as string;
    }),
  );
  first.clock.advance(MINUTE);
  const now = first.clock.now();
  const codes = [totpCode(secret, now), totpCode(secret, new Date(now.getTime() + 30_000))];
  const answers = await Promise.all(
    approvals.map((id, index) => verifyAndPay(index ? second : first, client, id, codes[index] as string)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  // Codes of two steps race as well: the newer one first makes the older one wrong.
  expect([
    [200, 409],
    [200, 422],
  ]).toContainEqual(statuses);
  expect(await remainingOf(authorizationId)).toEqual([{ remaining: '100000' }]);
  first.clock.advance(MINUTE);
  const loser = approvals[answers.findIndex(({ status }) => status !== 200)] as string;
  const late = await verifyAndPay(first, client, loser, freshTotpCode(first, secret));
  expect([late.status, late.body.code]).toEqual([409, 'authorization-insufficient']);
});

it('draws every minor unit once when small payments need no code', async () => {
  const { client, payee } = payer;
  const contractId = await createContract(first, payer);
  const authorizationId = await fundAuthorization(first, client, contractId, 35_000);
  const ids = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const id = await createMilestone(first, client, contractId, 10_000);
      await submitMilestone(first, payee, id);
      return id;
    }),
  );
  const answers = await Promise.all(
    ids.map((id, index) => approve(index % 2 ? first : second, client, [id])),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
  expect(await remainingOf(authorizationId)).toEqual([{ remaining: '5000' }]);
  const [captured] = await first.query<{ captured: string }>(
    `SELECT captured FROM sandbox_gateway.authorizations WHERE key = $1`,
    [authorizationId],
  );
  expect(captured?.captured).toBe('30000');
});

it('reports a real expiry after a week', async () => {
  const { client } = payer;
  const { milestoneId } = await fundedMilestone(first, payer);
  first.clock.advance(7 * DAY);
  const { loginToken } = (await expectStatus(200, login(first, client.email))).body;
  const body = { loginToken, code: freshTotpCode(first, payer.secret) };
  client.token = (await expectStatus(200, first.call('POST', '/api/2fa/validate', { body }))).body.token;
  expect((await approve(first, client, [milestoneId])).body.code).toBe('authorization-expired');
});
