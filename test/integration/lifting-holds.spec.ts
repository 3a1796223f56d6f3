import { randomUUID } from 'node:crypto';
import { MINUTE } from '../../src/common/clock';
import { AppConfig } from '../../src/config/app-config';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { leaseMs } from '../../src/payments/payment';
import { ReleaseService } from '../../src/payments/release.service';
import { expectStatus } from '../support/accounts';
import { proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, capturesOf, type Payer, registerPayer, tally } from '../support/attacks';
import { type Operator, registerOperator, withKey } from '../support/factories';
import { heldPayment, paymentOf, placeHold, untilPayment } from '../support/holds';

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

const reason = 'Called back at the number on file.';

function lift(holdId: string, by: Operator, challengeId: string | null, key?: string) {
  return app.call('POST', `/api/admin/holds/${holdId}/lift`, {
    token: by.token,
    body: { reason },
    headers: { ...withKey(key), ...(challengeId ? { 'X-2FA-Challenge': challengeId } : {}) },
  });
}

it('lets the payment go at once, names the lifter and the reason, and mails the client', async () => {
  const { id } = await placeHold(app, payer.client.id, { reason: 'reported' });
  const { approvalId } = await heldPayment(app, payer);
  const seen = await app.call('GET', `/api/admin/holds/${id}`, { token: admin.token });
  expect(seen.body).toMatchObject({
    status: 'live',
    scope: 'account',
    reason: 'reported',
    source: 'test',
    client: { id: payer.client.id, email: payer.client.email },
    paymentsHeld: 1,
    liftable: true,
    liftedBy: null,
  });
  const key = randomUUID();
  const challengeId = await proveAdmin(app, admin);
  const { body } = await expectStatus(200, lift(id, admin, challengeId, key));
  expect(body).toMatchObject({
    id,
    status: 'lifted',
    liftable: false,
    liftedBy: admin.id,
    liftReason: reason,
  });
  await untilPayment(app, approvalId, 'released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
  const [event] = await auditEvents(app, `type = 'hold.lifted' AND subject_id = $1`, [id]);
  expect(event).toMatchObject({
    outcome: 'success',
    actorId: admin.id,
    details: { clientId: payer.client.id },
  });
  await app.mailbox.waitFor(payer.client.email, ({ text }) => text.includes('Our staff lifted a hold'));
  const mine = await app.call('GET', '/api/holds', { token: payer.client.token });
  expect(mine.body.items).toMatchObject([{ id, status: 'lifted' }]);
  expect(JSON.stringify(mine.body)).not.toContain(reason);

  const replayed = await lift(id, admin, challengeId, key);
  expect([replayed.status, replayed.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  const again = await lift(id, admin, await proveAdmin(app, admin));
  expect(again.body).toMatchObject({ status: 409, code: 'hold-over', holdStatus: 'lifted' });
});

it('is done by one of two admins who try at once, and the payment is released once', async () => {
  for (let round = 0; round < 3; round++) {
    const { id } = await placeHold(app, payer.client.id);
    const { approvalId } = await heldPayment(app, payer);
    const [mine, theirs] = [await proveAdmin(app, admin), await proveAdmin(app, otherAdmin)];
    const answers = await Promise.all([
      lift(id, admin, mine),
      lift(id, otherAdmin, theirs),
      lift(id, admin, mine),
      lift(id, otherAdmin, theirs),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await untilPayment(app, approvalId, 'released');
    await app.get(FreedPayments).release();
    expect(await capturesOf(app, approvalId)).toHaveLength(1);
    const lifted = `type = 'hold.lifted' AND outcome = 'success' AND subject_id = $1`;
    expect(await auditEvents(app, lifted, [id])).toHaveLength(1);
  }
});

it('takes a challenge for just this, of just this admin and session, that is fresh and unspent', async () => {
  const { id } = await placeHold(app, payer.client.id);
  const { approvalId } = await heldPayment(app, payer);
  const none = await lift(id, admin, null);
  expect(none.body).toMatchObject({ status: 401, code: 'second-factor-required', purpose: 'admin-recovery' });
  const others = await proveAdmin(app, otherAdmin);
  const wrongPurpose = await proveAdmin(app, admin, 'change-security-settings');
  const stale = await proveAdmin(app, admin);
  app.clock.advance(6 * MINUTE);
  for (const challengeId of [others, wrongPurpose, stale])
    expect((await lift(id, admin, challengeId)).status).toBe(401);
  expect(await capturesOf(app, approvalId)).toEqual([]);

  const another = await placeHold(app, payer.client.id, { reason: 'risk' });
  const once = await proveAdmin(app, admin);
  await expectStatus(200, lift(another.id, admin, once));
  expect((await lift(id, admin, once)).status).toBe(401);
  const failures = await auditEvents(
    app,
    `type = 'hold.lifted' AND outcome = 'failure' AND subject_id = $1`,
    [id],
  );
  expect(failures).toHaveLength(5);
});

it('is not for clients, payees and auditors, nor for challenges of theirs', async () => {
  const { id } = await placeHold(app, payer.client.id);
  const auditor = await registerOperator(app, 'auditor');
  for (const { token } of [payer.client, payer.payee, auditor]) {
    const body = { purpose: 'admin-recovery' };
    const opened = await app.call('POST', '/api/2fa/challenges', { token, body });
    expect([opened.status, opened.body.code]).toEqual([403, 'forbidden']);
    const asked = { token, body: { reason }, headers: withKey() };
    expect((await app.call('POST', `/api/admin/holds/${id}/lift`, asked)).status).toBe(403);
  }
  const list = (token: string) => app.call('GET', '/api/admin/holds', { token });
  expect(tally(await Promise.all([payer.client, payer.payee].map(({ token }) => list(token))))).toEqual({
    '403 forbidden': 2,
  });
  expect((await list(auditor.token)).body.items).toMatchObject([{ id, liftable: false }]);
});

it('is refused to whoever has a part in it, and keeps their challenge', async () => {
  const [placed, guarded, own] = [
    await placeHold(app, payer.client.id, { placedBy: admin.id }),
    await placeHold(app, payer.client.id, { reason: 'emergency-access', barred: [admin.id] }),
    await placeHold(app, admin.id),
  ];
  const challengeId = await proveAdmin(app, admin);
  for (const { id } of [placed, guarded, own]) {
    const refused = await lift(id, admin, challengeId);
    expect([refused.status, refused.body.code]).toEqual([403, 'hold-needs-another-admin']);
    const { body } = await app.call('GET', `/api/admin/holds/${id}`, { token: admin.token });
    expect(body.liftable).toBe(false);
  }
  for (const { id } of [placed, guarded])
    await expectStatus(200, lift(id, otherAdmin, await proveAdmin(app, otherAdmin)));
});

it('leaves the payment held while another hold is live', async () => {
  const first = await placeHold(app, payer.client.id);
  const second = await placeHold(app, payer.client.id, { reason: 'reported' });
  const { approvalId } = await heldPayment(app, payer);
  await expectStatus(200, lift(first.id, admin, await proveAdmin(app, admin)));
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, approvalId)).status).toBe('held');
  await expectStatus(200, lift(second.id, admin, await proveAdmin(app, admin)));
  await untilPayment(app, approvalId, 'released');
});

it('survives a process that dies between lift and capture', async () => {
  const { id } = await placeHold(app, payer.client.id);
  const { approvalId } = await heldPayment(app, payer);
  const challengeId = await proveAdmin(app, admin);
  await app.query(
    `UPDATE payments SET status = 'processing', attempts = 1, lease_until = $2 WHERE approval_id = $1`,
    [approvalId, new Date(app.clock.now().getTime() + leaseMs(app.get(AppConfig)))],
  );
  await expectStatus(200, lift(id, admin, challengeId));
  await app.get(ReleaseService).resolveDue();
  expect(await capturesOf(app, approvalId)).toEqual([]);
  app.clock.advance(leaseMs(app.get(AppConfig)) + MINUTE);
  await app.get(ReleaseService).resolveDue();
  expect((await paymentOf(app, approvalId)).status).toBe('released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('lists by state and client, page by page, and needs a reason in words', async () => {
  const endsAt = new Date(app.clock.now().getTime() + MINUTE);
  const ended = await placeHold(app, payer.client.id, { endsAt });
  app.clock.advance(2 * MINUTE);
  const live = await placeHold(app, payer.client.id, { reason: 'risk' });
  const list = async (query: string) =>
    (await app.call('GET', `/api/admin/holds?${query}`, { token: admin.token })).body;
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
  expect(ids(await list(`clientId=${payer.client.id}`))).toEqual([live.id, ended.id]);
  expect(ids(await list('status=live'))).toEqual([live.id]);
  expect(ids(await list('status=ended'))).toEqual([ended.id]);
  expect(ids(await list('status=lifted'))).toEqual([]);
  const { nextCursor } = await list('limit=1');
  expect(ids(await list(`limit=1&cursor=${nextCursor}`))).toEqual([ended.id]);
  expect((await list(`clientId=${randomUUID()}`)).items).toEqual([]);

  const challengeId = await proveAdmin(app, admin);
  for (const body of [{}, { reason: '' }, { reason: '   ' }, { reason, force: true }]) {
    const headers = { ...withKey(), 'X-2FA-Challenge': challengeId };
    const asked = { token: admin.token, body, headers };
    expect((await app.call('POST', `/api/admin/holds/${live.id}/lift`, asked)).status).toBe(400);
  }
  expect((await lift(randomUUID(), admin, challengeId)).status).toBe(404);
  expect((await lift(ended.id, admin, challengeId)).body).toMatchObject({
    code: 'hold-over',
    holdStatus: 'ended',
  });
});
