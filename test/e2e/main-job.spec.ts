import { startApp, type TestApp } from '../support/app';
import {
  type Account,
  approve,
  enrolTotp,
  freshTotpCode,
  fundedMilestone,
  registerUser,
} from '../support/factories';

describe('the main job', () => {
  let app: TestApp;
  let client: Account;
  let payee: Account;

  beforeAll(async () => {
    app = await startApp();
    [client, payee] = await Promise.all([
      registerUser(app, { accountType: 'client' }),
      registerUser(app, { accountType: 'payee' }),
    ]);
  });
  afterAll(() => app.close());

  const pay = (approvalId: string, code: string, token = client.token) =>
    app.call('POST', '/api/milestones/verify-and-pay', { token, body: { approvalId, code } });

  it('pays after a code by e-mail that names the amount, the payee and the reference', async () => {
    const { milestoneId } = await fundedMilestone(app, { client, payee });
    const { status, body: approval } = await approve(app, client, [milestoneId]);
    expect(status).toBe(201);
    expect(approval).toMatchObject({
      status: 'pending',
      stepUp: { required: true, reasons: ['first-payment', 'above-threshold', 'new-payee'] },
      challenge: {
        purpose: 'payment',
        method: 'email',
        methods: ['email'],
        attemptsRemaining: 3,
        payment: { total: 125_000, currency: 'USD' },
      },
      preview: {
        total: 125_000,
        currency: 'USD',
        payees: [{ id: payee.id, subtotal: 125_000, isNew: true }],
        paymentMethod: 'pm_sandbox_visa',
      },
    });
    const message = await app.mailbox.waitFor(client.email, ({ text }) =>
      text.includes(approval.challenge.reference),
    );
    expect(message.text).toContain('$1,250.00');
    const code = await app.mailbox.codeFor(client.email);

    const paid = await pay(approval.id, code);
    expect(paid.body).toMatchObject({
      success: true,
      approvalId: approval.id,
      payments: [{ milestoneId, amount: 125_000, status: 'released' }],
    });
    expect(paid.status).toBe(200);
    const { body: milestone } = await app.call('GET', `/api/milestones/${milestoneId}`, {
      token: payee.token,
    });
    expect(milestone).toMatchObject({ status: 'paid', payment: { status: 'released' } });
    const captures = await app.query('SELECT key, amount FROM sandbox_gateway.captures');
    expect(captures).toEqual([{ key: paid.body.paymentId, amount: '125000' }]);
  });

  it('pays a small amount to a known payee without a code, and says why', async () => {
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount: 100_000 });
    const { status, body } = await approve(app, client, [milestoneId]);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'approved',
      stepUp: { required: false, reasons: ['below-threshold'] },
      challenge: null,
      payments: [{ status: 'released' }],
    });
  });

  it('pays after a code of an authenticator app', async () => {
    const secret = await enrolTotp(app, client);
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount: 700_000 });
    const { body: approval } = await approve(app, client, [milestoneId]);
    expect(approval.challenge).toMatchObject({ method: 'totp', methods: ['totp'] });
    expect((await pay(approval.id, freshTotpCode(app, secret))).status).toBe(200);
  });
});
