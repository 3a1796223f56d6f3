import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { capturesOf, type Payer, registerPayer, requireCodeAlways, watch } from '../support/attacks';
import {
  type Account,
  approve,
  freshTotpCode,
  fundAuthorization,
  fundedBatch,
  registerUser,
  verifyAndPay,
  withKey,
} from '../support/factories';

let app: TestApp;
let payer: Payer;
let grace: Account;
let katherine: Account;

beforeAll(async () => {
  app = await startApp();
  [payer, katherine] = await Promise.all([
    registerPayer(app),
    registerUser(app, { accountType: 'payee', name: 'Katherine Johnson' }),
  ]);
  grace = payer.payee;
  await requireCodeAlways(app, payer.client);
});
afterAll(() => app.close());

const read = async (id: string) =>
  (await app.call('GET', `/api/milestones/approvals/${id}`, { token: payer.client.token })).body;
const started = async (ids: string[]) =>
  (await expectStatus(201, approve(app, payer.client, ids))).body as { id: string };
const paid = (id: string) => verifyAndPay(app, payer.client, id, freshTotpCode(app, payer.secret));
type Item = Record<string, unknown>;
const outcomes = (payments: Item[]) =>
  Object.fromEntries(payments.map(({ milestoneId, status }) => [milestoneId, status]));

describe('a batch of which the gateway refuses a part', () => {
  const DECLINED = 'pm_sandbox_capture_declined';
  const retry = (id: string, key?: string, token = payer.client.token): Promise<Answer> =>
    app.call('POST', `/api/milestones/approvals/${id}/retry`, { token, headers: withKey(key) });

  async function partlyRefused() {
    const ids = await fundedBatch(app, payer.client, [
      { payee: grace, amounts: [1_000] },
      { payee: katherine, amounts: [2_000, 3_000], paymentMethod: DECLINED },
    ]);
    const { id } = await started(ids);
    const { body } = await expectStatus(200, paid(id));
    return { id, ids, body };
  }

  async function fundAgain(milestoneId: string, amount: number): Promise<void> {
    const { body } = await app.call('GET', `/api/milestones/${milestoneId}`, { token: payer.client.token });
    await fundAuthorization(app, payer.client, body.contractId, amount);
  }

  it('has an outcome for each item, with the reason', async () => {
    const { id, ids, body } = await partlyRefused();
    expect(body).toMatchObject({ success: false, approvalId: id });
    const expected = {
      [ids[0] as string]: 'released',
      [ids[1] as string]: 'failed',
      [ids[2] as string]: 'failed',
    };
    expect(outcomes(body.payments)).toEqual(expected);
    const { payments, status } = await read(id);
    expect(status).toBe('approved');
    expect(outcomes(payments)).toEqual(expected);
    const [failure] = payments.filter((payment: Item) => payment.status === 'failed');
    expect(failure.failure).toMatchObject({ code: 'declined', reason: expect.any(String) });
  });

  it('is tried again as a whole under the same approval, without a code, and once', async () => {
    const { id, ids } = await partlyRefused();
    await fundAgain(ids[1] as string, 5_000);
    const key = randomUUID();
    const answers = await Promise.all([...Array(5)].map((_, index) => retry(id, index ? undefined : key)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await capturesOf(app, id)).toHaveLength(3);
    const { payments } = await read(id);
    expect(outcomes(payments)).toEqual(Object.fromEntries(ids.map((each) => [each, 'released'])));
    expect((await retry(id)).body).toMatchObject({ status: 409, code: 'payment-not-retryable' });
  });

  it('gives the same answer under the same key, also when it has been forgotten at the edge', async () => {
    const { id, ids } = await partlyRefused();
    const other = await partlyRefused();
    await fundAgain(ids[1] as string, 5_000);
    const key = randomUUID();
    const { body: first } = await expectStatus(200, retry(id, key));
    await app.query('DELETE FROM idempotency_keys');
    const { body: second } = await expectStatus(200, retry(id, key));
    expect(second).toEqual(first);
    await app.query('DELETE FROM idempotency_keys');
    expect((await retry(other.id, key)).body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it('is left as it is while there is money for only some of it', async () => {
    const { id, ids } = await partlyRefused();
    await app.query(
      `UPDATE authorizations SET remaining = 0 WHERE contract_id = (SELECT contract_id FROM milestones WHERE id = $1)`,
      [ids[1]],
    );
    await fundAgain(ids[1] as string, 3_000);
    const { answer, changed } = await watch(app, () => retry(id));
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'authorization-insufficient',
      errors: [{ milestoneId: ids[1], code: 'authorization-insufficient' }],
    });
    expect(changed).toEqual([]);
  });

  it('is not tried again when an item is no longer what was approved', async () => {
    const { id, ids } = await partlyRefused();
    await fundAgain(ids[1] as string, 9_000);
    await app.query('UPDATE milestones SET amount = amount + 1, version = version + 1 WHERE id = $1', [
      ids[2],
    ]);
    const { answer, changed } = await watch(app, () => retry(id));
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'payment-not-retryable',
      errors: [{ milestoneId: ids[2] }],
    });
    expect(changed).toEqual([]);
    const failed = (await read(id)).payments.find(({ milestoneId }: Item) => milestoneId === ids[2]);
    const alone = await app.call('POST', `/api/payments/${failed.id}/retry`, {
      token: payer.client.token,
      headers: withKey(),
    });
    expect(alone.body.code).toBe('payment-not-retryable');
  });

  it('is for its client alone, and needs a key', async () => {
    const { id } = await partlyRefused();
    const stranger = await registerUser(app);
    expect((await retry(id, undefined, stranger.token)).status).toBe(404);
    expect((await retry(id, undefined, grace.token)).status).toBe(403);
    const path = `/api/milestones/approvals/${id}/retry`;
    expect((await app.call('POST', path, { token: payer.client.token })).body.code).toBe(
      'idempotency-key-required',
    );
  });
});
