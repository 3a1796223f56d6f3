import { HOUR, MINUTE } from '../../src/common/clock';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import { approve, freshTotpCode, fundedMilestone, verifyAndPay } from '../support/factories';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  // What follows at once, or after a changed factor, would ask for a code by itself.
  app = await startApp({
    env: { RISK_RULES: 'velocity=off,odd-hour=off,unusual-amount=off,recent-factor-change=off' },
  });
  payer = await registerPayer(app);
  const { approvalId } = await pendingApproval(app, payer);
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
});
/** As if nothing had been paid or changed before: sums of small payments ask for a code by themselves. */
beforeEach(async () => {
  for (const table of ['holds', 'loosenings', 'exposures', 'security_settings'])
    await app.query(`DELETE FROM ${table}`);
  await app.get(FreedPayments).release();
});
afterAll(() => app.close());

async function prove(purpose: string): Promise<string> {
  const { token } = payer.client;
  const opened = app.call('POST', '/api/2fa/challenges', { token, body: { purpose } });
  const { id } = (await expectStatus(201, opened)).body;
  const body = { code: freshTotpCode(app, payer.secret) };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${id}/verify`, { token, body }));
  return id;
}

async function change(body: object, challengeId?: string): Promise<void> {
  const headers: Record<string, string> = challengeId ? { 'X-2FA-Challenge': challengeId } : {};
  const { token } = payer.client;
  await expectStatus(200, app.call('PUT', '/api/security-settings', { token, body, headers }));
}

const loosen = async (body: object) => change(body, await prove('change-security-settings'));

/** What became of a payment of that amount, started without waiting for a code. */
async function pay(amount: number): Promise<string> {
  const { milestoneId } = await fundedMilestone(app, payer, { amount });
  const { body } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  return body.status === 'pending' ? 'needs a code' : body.payments[0].status;
}

it('holds what the threshold before would have stopped, until a day after the change, and tells why', async () => {
  const before = app.clock.now().getTime();
  await loosen({ threshold: 500_000 });
  const { milestoneId } = await fundedMilestone(app, payer, { amount: 150_000 });
  const { body } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
  expect(body).toMatchObject({
    status: 'approved',
    stepUp: { required: false },
    payments: [{ status: 'held', hold: { reason: 'settings-loosened' } }],
  });
  const end = Date.parse(body.payments[0].hold.endsAt);
  expect(end - before).toBeGreaterThan(24 * HOUR);
  expect(end - before).toBeLessThan(24 * HOUR + 2 * MINUTE);
  const holds = await app.call('GET', '/api/holds', { token: payer.client.token });
  expect(holds.body.items).toMatchObject([
    { scope: 'approval', approvalId: body.id, reason: 'settings-loosened', status: 'live' },
  ]);
  const [placed] = await auditEvents(app, `type = 'hold.placed' AND details->>'approvalId' = $1`, [body.id]);
  expect(placed?.details).toMatchObject({ source: 'protected-loosening', reason: 'settings-loosened' });
  await app.mailbox.waitFor(payer.client.email, ({ text }) => text.includes('on hold until'));
});

it('leaves alone what the threshold before would have let through, and what needs a code now too', async () => {
  await loosen({ threshold: 500_000 });
  expect(await pay(90_000)).toBe('released');
  expect(await pay(600_000)).toBe('needs a code');
  const { approvalId } = await pendingApproval(app, payer, { amount: 700_000 });
  const paid = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  expect([paid.status, paid.body.payments[0].status]).toEqual([200, 'released']);
});

it('holds every payment after a code was asked for always, the smallest too', async () => {
  await change({ requireForAllPayments: true });
  expect(await pay(100)).toBe('needs a code');
  await loosen({ requireForAllPayments: false });
  expect(await pay(100)).toBe('held');
});

it('goes by the strictest settings of the last day, after two steps and with tightening between', async () => {
  await loosen({ threshold: 200_000 });
  app.clock.advance(5 * MINUTE);
  await change({ threshold: 120_000 });
  await loosen({ threshold: 1_000_000 });
  expect(await pay(90_000)).toBe('released');
  await app.query('DELETE FROM exposures');
  expect(await pay(110_000)).toBe('held');
  const untilOf = async () => {
    const { body } = await app.call('GET', '/api/holds?limit=1', { token: payer.client.token });
    return Date.parse(body.items[0].endsAt);
  };
  const first = await untilOf();
  await app.query('DELETE FROM exposures');
  expect(await pay(150_000)).toBe('held');
  expect((await untilOf()) - first).toBeGreaterThanOrEqual(5 * MINUTE);
  await change({ threshold: 100_000 });
  expect(await pay(110_000)).toBe('needs a code');
});

it('holds all of many payments that follow at once', async () => {
  const milestones = await together(12, () => fundedMilestone(app, payer, { amount: 101_000 }));
  const challengeId = await prove('change-security-settings');
  const [, ...answers] = await Promise.all([
    change({ threshold: 9_000_000 }, challengeId),
    ...milestones.map(({ milestoneId }) => approve(app, payer.client, [milestoneId])),
  ]);
  expect(tally(answers)).toEqual({ '201': 12 });
  const outcomes = answers.map(({ body }) => (body.status === 'pending' ? 'code' : body.payments[0].status));
  expect(outcomes.filter((outcome) => outcome !== 'code' && outcome !== 'held')).toEqual([]);
  await app.query('DELETE FROM exposures');
  expect(await pay(101_000)).toBe('held');
});

it('holds payments with a code for a day after a factor was removed, and those that never needed one not', async () => {
  const { token } = payer.client;
  const setup = {
    token,
    body: { method: 'totp', label: 'Old phone' },
    headers: {} as Record<string, string>,
  };
  setup.headers['X-2FA-Challenge'] = await prove('manage-factors');
  const { factorId, secret } = (await expectStatus(201, app.call('POST', '/api/2fa/setup', setup))).body;
  const body = { factorId, code: freshTotpCode(app, secret) };
  payer.client.token = (
    await expectStatus(200, app.call('POST', '/api/2fa/verify', { token, body }))
  ).body.token;
  const pending = await pendingApproval(app, payer);
  await expectStatus(
    204,
    app.call('DELETE', `/api/2fa/factors/${factorId}`, {
      token: payer.client.token,
      headers: { 'X-2FA-Challenge': await prove('manage-factors') },
    }),
  );
  const paid = await verifyAndPay(app, payer.client, pending.approvalId, freshTotpCode(app, payer.secret));
  expect(paid.status).toBe(202);
  expect(paid.body.payments).toMatchObject([{ status: 'held', hold: { reason: 'factor-changed' } }]);
  expect(await pay(500)).toBe('released');
  app.clock.advance(24 * HOUR);
  await app.get(FreedPayments).release();
  expect(await capturesOf(app, pending.approvalId)).toHaveLength(1);
});
