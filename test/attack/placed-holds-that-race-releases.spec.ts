import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { expectStatus } from '../support/accounts';
import { actAsAdmin, proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { capturesOf, type Payer, pendingApproval, registerPayer, tally, together } from '../support/attacks';
import { freshTotpCode, type Operator, registerOperator, verifyAndPay, withKey } from '../support/factories';
import { makeUnusual, paymentOf, untilPayment } from '../support/holds';

let app: TestApp;
let payer: Payer;
let admins: Operator[];
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
  admins = await Promise.all([registerOperator(app, 'admin'), registerOperator(app, 'admin')]);
  const { approvalId } = await pendingApproval(app, payer);
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
});
afterAll(() => app.close());

it('holds or captures, once, when 20 submissions of a code meet a hold that an admin places', async () => {
  const [admin] = admins as [Operator];
  for (let round = 0; round < 4; round++) {
    const { approvalId, amount } = await pendingApproval(app, payer);
    const challenge = { 'X-2FA-Challenge': await proveAdmin(app, admin) };
    const code = freshTotpCode(app, payer.secret);
    const target = round % 2 ? { approvalId } : { clientId: payer.client.id };
    const place = () =>
      app.call('POST', '/api/admin/holds', {
        token: admin.token,
        body: { ...target, reason: 'Their bank called.' },
        headers: { ...withKey(), ...challenge },
      });
    const pay = () => verifyAndPay(app, payer.client, approvalId, code);
    const [answers, placed] = await Promise.all([together(20, pay), together(3, place)]);
    expect(tally(placed)).toEqual({ '201': 1, '401 second-factor-required': 2 });
    const { status } = await paymentOf(app, approvalId);
    expect(tally(answers)[status === 'held' ? '202' : '200']).toBe(1);
    expect(await capturesOf(app, approvalId)).toHaveLength(status === 'held' ? 0 : 1);
    await app.query('DELETE FROM holds');
    await together(3, () => app.get(FreedPayments).release());
    expect((await capturesOf(app, approvalId)).map((capture) => Number(capture.amount))).toEqual([amount]);
  }
});

it('places one hold for risk when a right code comes 30 times at once, and captures once when two admins lift it at once', async () => {
  await makeUnusual(app, payer);
  for (let round = 0; round < 3; round++) {
    const { approvalId, amount } = await pendingApproval(app, payer);
    const code = freshTotpCode(app, payer.secret);
    const answers = await together(30, () => verifyAndPay(app, payer.client, approvalId, code));
    expect(tally(answers)).toEqual({ '202': 1, '409 challenge-used': 29 });
    const holds = await app.query<{ id: string }>('SELECT id FROM holds WHERE approval_id = $1', [
      approvalId,
    ]);
    expect(holds).toHaveLength(1);
    expect(await capturesOf(app, approvalId)).toEqual([]);
    const path = `/api/admin/holds/${holds[0]?.id}/lift`;
    const lift = (admin: Operator) => actAsAdmin(app, admin, 'POST', path, { reason: 'Called back.' });
    const sweep = () => app.get(FreedPayments).release();
    const [lifts] = await Promise.all([Promise.all(admins.map(lift)), together(4, sweep)]);
    expect(tally(lifts)).toEqual({ '200': 1, '409 hold-over': 1 });
    await untilPayment(app, approvalId, 'released');
    expect((await capturesOf(app, approvalId)).map((capture) => Number(capture.amount))).toEqual([amount]);
  }
});
