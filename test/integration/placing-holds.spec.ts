import { randomUUID } from 'node:crypto';
import { DAY, MINUTE } from '../../src/common/clock';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { expectStatus } from '../support/accounts';
import { actAsAdmin, proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import {
  auditEvents,
  capturesOf,
  type Payer,
  pass,
  pendingApproval,
  registerPayer,
} from '../support/attacks';
import {
  approve,
  freshTotpCode,
  fundAuthorization,
  type Operator,
  registerOperator,
  verifyAndPay,
  withKey,
} from '../support/factories';
import { heldPayment, paymentOf, untilPayment } from '../support/holds';

let app: TestApp;
let payer: Payer;
let admin: Operator;
let otherAdmin: Operator;
beforeAll(async () => {
  app = await startApp();
  [payer, admin, otherAdmin] = await Promise.all([
    registerPayer(app),
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
  ]);
});
afterEach(async () => {
  await app.query('DELETE FROM holds');
  await app.get(FreedPayments).release();
});
afterAll(() => app.close());

type Held = Awaited<ReturnType<typeof heldPayment>>;

const reason = 'Their bank called about the card.';
const place = (body: object, by = admin) => actAsAdmin(app, by, 'POST', '/api/admin/holds', body);
const later = (minutes: number) => pass(app, minutes, payer.client, payer.payee, admin, otherAdmin);
const pay = ({ approvalId }: { approvalId: string }) =>
  verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));

it("stops a client's payments until another admin lifts it", async () => {
  const { body: hold } = await expectStatus(201, place({ clientId: payer.client.id, reason }));
  expect(hold).toMatchObject({
    ...{ status: 'live', scope: 'account', reason: 'risk', source: 'admin', note: reason, endsAt: null },
    ...{ placedBy: admin.id, liftable: false, paymentsHeld: 0, paymentsUnderWay: 0 },
  });
  const { approvalId } = await heldPayment(app, payer);
  const mine = await app.call('GET', '/api/holds', { token: payer.client.token });
  expect(mine.body.items).toMatchObject([{ id: hold.id, reason: 'risk' }]);
  expect(JSON.stringify(mine.body)).not.toContain(reason);
  await app.mailbox.waitFor(payer.client.email, ({ text }) => text.includes('on hold until we have looked'));
  const [placed] = await auditEvents(app, `type = 'hold.placed' AND subject_id = $1`, [hold.id]);
  expect(placed).toMatchObject({
    actorId: admin.id,
    details: { clientId: payer.client.id, source: 'admin' },
  });
  expect(JSON.stringify(placed)).not.toContain(reason);

  const lift = `/api/admin/holds/${hold.id}/lift`;
  const own = await actAsAdmin(app, admin, 'POST', lift, { reason: 'Changed my mind.' });
  expect(own.body.code).toBe('hold-needs-another-admin');
  await expectStatus(200, actAsAdmin(app, otherAdmin, 'POST', lift, { reason: 'Cleared up.' }));
  await untilPayment(app, approvalId, 'released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('stops one approval that waits for its code, and no other', async () => {
  const stopped = await pendingApproval(app, payer);
  const other = await pendingApproval(app, payer);
  const until = new Date(app.clock.now().getTime() + 8 * MINUTE).toISOString();
  const { body } = await expectStatus(201, place({ approvalId: stopped.approvalId, reason, until }));
  expect(body).toMatchObject({ scope: 'approval', endsAt: until });
  expect((await pay(stopped)).body.payments).toMatchObject([{ status: 'held', hold: { endsAt: until } }]);
  expect((await pay(other)).status).toBe(200);
  await later(8);
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, stopped.approvalId)).status).toBe('released');
});

it('keeps one payment back when the hold before it ends', async () => {
  const until = new Date(app.clock.now().getTime() + 8 * MINUTE).toISOString();
  await expectStatus(201, place({ clientId: payer.client.id, reason, until }));
  const kept = await heldPayment(app, payer);
  const freed = await heldPayment(app, payer);
  const { body } = await expectStatus(201, place({ paymentId: kept.paymentId, reason }));
  expect(body).toMatchObject({ scope: 'payment', paymentId: kept.paymentId, paymentsHeld: 1 });
  await later(8);
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, kept.approvalId)).status).toBe('held');
  expect((await paymentOf(app, freed.approvalId)).status).toBe('released');
});

it.each([
  ['a payment', ({ paymentId }: Held) => ({ paymentId })],
  ['an approval', ({ approvalId }: Held) => ({ approvalId })],
])('on %s stops its milestone too when it is taken back and approved anew', async (_, target) => {
  const soon = new Date(app.clock.now().getTime() + 2 * MINUTE).toISOString();
  await expectStatus(201, place({ clientId: payer.client.id, reason, until: soon }));
  const held = await heldPayment(app, payer);
  const { body: hold } = await expectStatus(201, place({ ...target(held), reason }));
  const { token } = payer.client;
  await expectStatus(
    200,
    app.call('POST', `/api/payments/${held.paymentId}/cancel`, { token, headers: withKey() }),
  );
  await later(2);
  const { body: again } = await expectStatus(201, approve(app, payer.client, [held.milestoneId]));
  expect((await pay({ approvalId: again.id })).body.payments).toMatchObject([{ status: 'held' }]);
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, again.id)).status).toBe('held');
  expect((await pay(await pendingApproval(app, payer))).status).toBe(200);

  const lift = `/api/admin/holds/${hold.id}/lift`;
  await expectStatus(200, actAsAdmin(app, otherAdmin, 'POST', lift, { reason: 'Cleared up.' }));
  await untilPayment(app, again.id, 'released');
  expect(await capturesOf(app, again.id)).toHaveLength(1);
});

it('on a payment that was under way stops the next try when it fails', async () => {
  const { approvalId, contractId, amount } = await pendingApproval(app, payer, {
    paymentMethod: 'pm_sandbox_capture_declined',
  });
  const { paymentId } = (await expectStatus(200, pay({ approvalId }))).body;
  await app.query(
    `UPDATE payments SET status = 'processing', failure = NULL, lease_until = $2 WHERE id = $1`,
    [paymentId, new Date(app.clock.now().getTime() + MINUTE)],
  );
  const { body: hold } = await expectStatus(201, place({ paymentId, reason }));
  expect(hold).toMatchObject({ paymentsUnderWay: 1 });
  await app.query(
    `UPDATE payments SET status = 'failed', failure = 'declined', lease_until = NULL WHERE id = $1`,
    [paymentId],
  );
  await fundAuthorization(app, payer.client, contractId, amount);
  const { token } = payer.client;
  const retried = await app.call('POST', `/api/payments/${paymentId}/retry`, { token, headers: withKey() });
  expect([retried.status, retried.body.status]).toEqual([201, 'held']);
});

it('refuses what it cannot stop, and says so', async () => {
  const done = await pendingApproval(app, payer);
  const { body: paid } = await expectStatus(200, pay(done));
  const over = await place({ paymentId: paid.paymentId, reason });
  expect(over.body).toMatchObject({ status: 409, code: 'nothing-to-hold', becameStatus: 'released' });
  const before = new Date(app.clock.now().getTime() - 1_000).toISOString();
  const tooFar = new Date(app.clock.now().getTime() + 91 * DAY).toISOString();
  const clientId = payer.client.id;
  for (const [status, body] of [
    [404, { clientId: randomUUID(), reason }],
    [404, { clientId: payer.payee.id, reason }],
    [404, { clientId: admin.id, reason }],
    [404, { approvalId: randomUUID(), reason }],
    [400, { reason }],
    [400, { clientId, paymentId: paid.paymentId, reason }],
    [400, { clientId, reason: ' ' }],
    [400, { clientId, reason, until: before }],
    [400, { clientId, reason, until: tooFar }],
    [400, { clientId, reason, until: 'tomorrow' }],
    [400, { clientId: null, reason }],
  ] as const)
    await expectStatus(status, place(body));
  expect(await app.query('SELECT FROM holds')).toEqual([]);
  const refusals = await auditEvents(app, `type = 'hold.placed' AND outcome = 'failure' AND actor_id = $1`, [
    admin.id,
  ]);
  expect(refusals.map(({ details }) => details.reason)).toContain('nothing-to-hold');
});

it('takes a challenge of its own and a key, from admins only, and places one hold a key', async () => {
  const body = { clientId: payer.client.id, reason };
  const post = (token: string, headers: Record<string, string>) =>
    app.call('POST', '/api/admin/holds', { token, body, headers });
  expect((await post(admin.token, withKey())).body.purpose).toBe('admin-recovery');
  const borrowed = { ...withKey(), 'X-2FA-Challenge': await proveAdmin(app, otherAdmin) };
  await expectStatus(401, post(admin.token, borrowed));
  await expectStatus(403, post(payer.client.token, withKey()));
  await expectStatus(403, post((await registerOperator(app, 'auditor')).token, withKey()));
  const challenge = { 'X-2FA-Challenge': await proveAdmin(app, admin) };
  await expectStatus(400, post(admin.token, challenge));
  const headers = { ...withKey(), ...challenge };
  const first = await expectStatus(201, post(admin.token, headers));
  const again = await expectStatus(201, post(admin.token, headers));
  expect(again.body).toEqual(first.body);
  expect(await app.query('SELECT FROM holds')).toHaveLength(1);
});
