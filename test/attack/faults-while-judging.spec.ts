import { MINUTE } from '../../src/common/clock';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval } from '../support/attacks';
import { approve, freshTotpCode, fundedMilestone } from '../support/factories';
import { knownPayer } from '../support/risk';

describe('risk cannot be judged', () => {
  let app: TestApp;
  let payer: Payer;

  beforeAll(async () => {
    app = await startApp();
    payer = await knownPayer(app);
  });
  afterAll(() => app.close());

  const pay = (approvalId: string, code: string) =>
    app.call('POST', '/api/milestones/verify-and-pay', {
      token: payer.client.token,
      body: { approvalId, code },
    });

  it.each([
    ['past payments', 'payments', 'payee_id'],
    ['what has left without a code', 'exposures', 'client_id'],
    ['trusted devices', 'trusted_devices', 'user_id'],
  ])(
    'asks for a challenge where a small payment would have needed none: without %s',
    async (_, table, column) => {
      const milestones = [];
      for (let count = 0; count < 2; count++)
        milestones.push((await fundedMilestone(app, payer, { amount: 100 })).milestoneId);
      const [quiet, milestoneId] = milestones as [string, string];
      expect((await approve(app, payer.client, [quiet])).body.stepUp.required).toBe(false);
      await app.query(`ALTER TABLE ${table} RENAME ${column} TO away`);
      const { status, body } = await approve(app, payer.client, [milestoneId]);
      await app.query(`ALTER TABLE ${table} RENAME away TO ${column}`);
      expect(status).toBe(201);
      expect(body).toMatchObject({ status: 'pending', stepUp: { required: true, reasons: ['policy'] } });
      expect((await pay(body.id, freshTotpCode(app, payer.secret))).status).toBe(200);
    },
  );

  it('starts nothing where it cannot tell what a hold stops', async () => {
    const { milestoneId } = await fundedMilestone(app, payer, { amount: 100 });
    await app.query('ALTER TABLE holds RENAME TO away');
    const { status } = await approve(app, payer.client, [milestoneId]);
    await app.query('ALTER TABLE away RENAME TO holds');
    expect(status).toBe(500);
    expect(await app.query('SELECT FROM approval_items WHERE milestone_id = $1', [milestoneId])).toEqual([]);
  });

  it('renews a challenge that came too late, but not the code it had', async () => {
    const { approvalId, challengeId } = await pendingApproval(app, payer, { amount: 200_000 });
    const { token } = payer.client;
    const resend = (method: string) =>
      app.call('POST', `/api/2fa/challenges/${challengeId}/resend`, { token, body: { method } });
    expect((await resend('email')).status).toBe(200);
    const late = await app.mailbox.codeFor(payer.client.email);
    app.clock.advance(10 * MINUTE);
    expect((await pay(approvalId, late)).body.code).toBe('challenge-expired');
    expect((await resend('totp')).body).toMatchObject({ id: challengeId, method: 'totp' });
    expect((await pay(approvalId, late)).body.code).toBe('code-incorrect');
    expect((await pay(approvalId, freshTotpCode(app, payer.secret))).status).toBe(200);
  });
});
