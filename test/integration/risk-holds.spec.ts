import { HOUR } from '../../src/common/clock';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { expectStatus } from '../support/accounts';
import { actAsAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
} from '../support/attacks';
import {
  freshTotpCode,
  fundedMilestone,
  type Operator,
  registerOperator,
  verifyAndPay,
  withKey,
} from '../support/factories';
import { heldForRisk, makeUnusual, paymentOf, untilPayment } from '../support/holds';
import { noticesOf } from '../support/notices';
import { auditedStepUp, ELSEWHERE, OTHER_BROWSER } from '../support/risk';

let app: TestApp;
let payer: Payer;
let admin: Operator;
beforeAll(async () => {
  app = await startApp();
  [payer, admin] = await Promise.all([registerPayer(app), registerOperator(app, 'admin')]);
});
afterAll(() => app.close());

const get = (path: string, { token }: { token: string }) => app.call('GET', path, { token });

it('holds a payment whose code was right when too much is unusual at once, and tells everybody', async () => {
  const { approvalId, paymentId, answer } = await heldForRisk(app, payer);
  const { hold } = answer.body.payments[0];
  expect(hold).toMatchObject({ reason: 'risk', explanation: expect.stringMatching(/a person looks at it/) });
  expect(Date.parse(hold.endsAt) - Date.parse(hold.since)).toBe(24 * HOUR);
  expect(await capturesOf(app, approvalId)).toEqual([]);
  const ofPayee = (await get(`/api/payments/${paymentId}`, payer.payee)).body;
  expect(ofPayee).toMatchObject({ status: 'held', hold: { reason: 'security-check' } });
  expect(JSON.stringify(ofPayee)).not.toMatch(/risk|unusual/);
  const [own] = (await get('/api/holds', payer.client)).body.items;
  expect(own).toMatchObject({ scope: 'approval', approvalId, reason: 'risk', status: 'live' });
  await app.mailbox.waitFor(payer.client.email, ({ text }) => text.includes('on hold until'));
  expect((await noticesOf(app, admin)).map(({ kind }) => kind)).toContain('risk-hold-placed');
  expect(await auditedStepUp(app, approvalId)).toMatchObject({
    score: 150,
    hold: { mode: 'enforce', hours: 24 },
  });
  const [placed] = await auditEvents(app, `type = 'hold.placed' AND subject_id = $1`, [own.id]);
  expect(placed?.details).toMatchObject({ reason: 'risk', source: 'unusual-activity', approvalId });

  const body = { reason: 'Called back; all of it was hers.' };
  await expectStatus(200, actAsAdmin(app, admin, 'POST', `/api/admin/holds/${own.id}/lift`, body));
  await untilPayment(app, approvalId, 'released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('goes by what was unusual when the approval was started', async () => {
  const other = await registerPayer(app, payer.payee);
  const before = await pendingApproval(app, other);
  await makeUnusual(app, other);
  const during = await pendingApproval(app, other);
  const pay = async (approvalId: string) =>
    (await verifyAndPay(app, other.client, approvalId, freshTotpCode(app, other.secret))).body.payments[0]
      .status;
  expect([await pay(before.approvalId), await pay(during.approvalId)]).toEqual(['released', 'held']);
});

it.each([
  ['the rule is in shadow', 'hold=shadow', 'shadow'],
  ['one of its signals is in shadow', 'recent-recovery=shadow', 'shadow'],
  ['the rule is off', 'hold=off', null],
])('holds nothing while %s', async (_, rules, mode) => {
  const lenient = await startApp({ ...alsoOn(app), env: { RISK_RULES: rules } });
  try {
    const other = await registerPayer(lenient, payer.payee);
    await makeUnusual(lenient, other);
    const { approvalId } = await pendingApproval(lenient, other);
    const paid = await verifyAndPay(lenient, other.client, approvalId, freshTotpCode(lenient, other.secret));
    expect([paid.status, paid.body.payments[0].hold]).toEqual([200, null]);
    const { hold } = await auditedStepUp(app, approvalId);
    expect(hold?.mode ?? null).toBe(mode);
  } finally {
    await lenient.close();
  }
});

it('lets it go by itself when the time ends', async () => {
  const { approvalId } = await heldForRisk(app, payer);
  app.clock.advance(24 * HOUR - 1_000);
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, approvalId)).status).toBe('held');
  app.clock.advance(1_000);
  await app.get(FreedPayments).release();
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('is not evaded by taking the payment back, nor by paying another one from the same place', async () => {
  const elsewhere = await startApp({ ...alsoOn(app), env: { TRUSTED_PROXIES: '127.0.0.1' } });
  const thief = await registerPayer(app);
  const { token, id } = thief.client;
  const first = await pendingApproval(app, thief);
  await expectStatus(
    200,
    verifyAndPay(app, thief.client, first.approvalId, freshTotpCode(app, thief.secret)),
  );
  const now = app.clock.now();
  await app.query('UPDATE users SET password_changed_at = $2, recovered_at = $2 WHERE id = $1', [id, now]);
  const paid = async (milestoneId: string) => {
    const body = { milestoneIds: [milestoneId] };
    const headers = { ...withKey(), ...ELSEWHERE, ...OTHER_BROWSER };
    const started = elsewhere.call('POST', '/api/milestones/approvals', { token, body, headers });
    const approvalId = (await expectStatus(201, started)).body.id;
    const code = freshTotpCode(app, thief.secret);
    return (await verifyAndPay(elsewhere, thief.client, approvalId, code)).body.payments[0];
  };
  const { milestoneId } = await fundedMilestone(app, thief);
  const held = await paid(milestoneId);
  expect(held.status).toBe('held');
  expect((await paid((await fundedMilestone(app, thief)).milestoneId)).status).toBe('held');
  await expectStatus(200, app.call('POST', `/api/payments/${held.id}/cancel`, { token, headers: withKey() }));
  expect((await paid(milestoneId)).status).toBe('held');
  await elsewhere.close();
});
