import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  type Account,
  approve,
  fundAuthorization,
  fundedMilestone,
  registerUser,
  withKey,
} from '../support/factories';

describe('trying a refused payment again', () => {
  let app: TestApp;
  let client: Account;
  let payee: Account;

  beforeAll(async () => {
    app = await startApp();
    client = await registerUser(app, { accountType: 'client' });
    payee = await registerUser(app, { accountType: 'payee' });
  });
  afterAll(() => app.close());

  async function refusedPayment() {
    const funded = await fundedMilestone(
      app,
      { client, payee },
      { paymentMethod: 'pm_sandbox_capture_declined' },
    );
    const { body: approval } = await approve(app, client, [funded.milestoneId]);
    await app.mailbox.waitFor(client.email, ({ text }) => text.includes(approval.challenge.reference));
    const code = await app.mailbox.codeFor(client.email);
    const body = { approvalId: approval.id, code };
    const paid = await app.call('POST', '/api/milestones/verify-and-pay', { token: client.token, body });
    expect(paid.status).toBe(200);
    expect(paid.body).toMatchObject({
      success: false,
      payments: [{ status: 'failed', failure: { code: 'declined' } }],
    });
    return { ...funded, paymentId: paid.body.paymentId as string };
  }

  const retry = (paymentId: string, token = client.token, key?: string) =>
    app.call('POST', `/api/payments/${paymentId}/retry`, { token, headers: withKey(key) });

  it('pays from another authorization under the same approval, without a new code, and only once', async () => {
    const { contractId, milestoneId, authorizationId, paymentId, amount } = await refusedPayment();
    expect(await app.query('SELECT remaining FROM authorizations WHERE id = $1', [authorizationId])).toEqual([
      { remaining: String(amount) },
    ]);
    await fundAuthorization(app, client, contractId, amount);
    const answers = await Promise.all(Array.from({ length: 10 }, () => retry(paymentId)));
    const paid = answers.filter(({ status }) => status === 201);
    expect(paid).toHaveLength(1);
    expect(paid[0]?.body).toMatchObject({ milestoneId, status: 'released' });
    expect(answers.filter(({ body }) => body.code === 'payment-not-retryable')).toHaveLength(9);
    const captures = await app.query('SELECT key FROM sandbox_gateway.captures WHERE key = $1', [
      paid[0]?.body.id,
    ]);
    expect(captures).toHaveLength(1);
    const { body } = await app.call('GET', `/api/milestones/${milestoneId}`, { token: client.token });
    expect(body).toMatchObject({ status: 'paid', payment: { id: paid[0]?.body.id } });
  });

  /** As if the process had died before it could keep the answer, and the lease had ended since. */
  const forgetAnswers = () => app.query('DELETE FROM idempotency_keys');

  it('gives the payment that was made under the key, for as long as there are payments', async () => {
    const { contractId, paymentId, amount } = await refusedPayment();
    await fundAuthorization(app, client, contractId, amount);
    const key = randomUUID();
    const { body: made } = await expectStatus(201, retry(paymentId, client.token, key));
    await forgetAnswers();
    const again = await Promise.all(Array.from({ length: 2 }, () => retry(paymentId, client.token, key)));
    const answers = again.filter(({ body }) => body.code !== 'idempotency-in-flight');
    for (const { status, body } of answers) expect([status, body]).toEqual([201, made]);
    expect(answers.length).toBeGreaterThan(0);
    await forgetAnswers();
    const other = await refusedPayment();
    const reused = await retry(other.paymentId, client.token, key);
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await retry(paymentId)).body.code).toBe('payment-not-retryable');
  });

  it('is refused for payments of others and needs a key', async () => {
    const { paymentId } = await refusedPayment();
    const stranger = await registerUser(app, { accountType: 'client' });
    expect((await retry(paymentId, stranger.token)).status).toBe(404);
    expect((await retry(paymentId, payee.token)).status).toBe(403);
    const withoutKey = await app.call('POST', `/api/payments/${paymentId}/retry`, { token: client.token });
    expect(withoutKey.body).toMatchObject({ status: 400, code: 'idempotency-key-required' });
  });
});
