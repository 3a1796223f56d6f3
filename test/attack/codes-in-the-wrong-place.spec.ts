import { randomUUID } from 'node:crypto';
import { MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import {
  capturesOf,
  type Payer,
  type PendingApproval,
  pass,
  pendingApproval,
  registerPayer,
  watch,
} from '../support/attacks';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

let app: TestApp;
let payer: Payer;
let other: Payer;
let byMail: { client: Account; payee: Account };

beforeAll(async () => {
  app = await startApp();
  const payee = await registerUser(app, { accountType: 'payee' });
  [payer, other] = await Promise.all([registerPayer(app, payee), registerPayer(app, payee)]);
  byMail = { client: await registerUser(app), payee };
});
afterAll(() => app.close());

/** What a wrong code is counted in. */
const WRONG = ['challenges', 'verification_budgets'];

/** Refused, nothing changed, one audit event. */
async function expectRefused(
  act: () => Promise<Answer>,
  [status, code]: [number, string],
  event: string,
  changes: string[] = [],
): Promise<Answer> {
  const { answer, changed, events } = await watch(app, act);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(changed).toEqual(changes);
  expect(events.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([`${event} failure`]);
  return answer;
}

async function sentCode(): Promise<PendingApproval & { code: string }> {
  const approval = await pendingApproval(app, byMail);
  return { ...approval, code: await app.mailbox.codeFor(byMail.client.email) };
}

async function anotherSession({ client, secret }: Payer): Promise<Account> {
  const { loginToken } = (await expectStatus(200, login(app, client.email))).body;
  const body = { loginToken, code: freshTotpCode(app, secret) };
  return {
    ...client,
    token: (await expectStatus(200, app.call('POST', '/api/2fa/validate', { body }))).body.token,
  };
}

describe('a right code', () => {
  it('of another approval is wrong, and good where it belongs', async () => {
    const [a, b] = [await sentCode(), await sentCode()];
    const submit = () => verifyAndPay(app, byMail.client, b.approvalId, a.code);
    await expectRefused(submit, [422, 'code-incorrect'], 'challenge.verified', WRONG);
    expect((await verifyAndPay(app, byMail.client, a.approvalId, a.code)).status).toBe(200);
    expect((await verifyAndPay(app, byMail.client, b.approvalId, b.code)).status).toBe(200);
  });

  it('finds nothing at the approval of another person, and learns nothing about it', async () => {
    const { approvalId, challengeId } = await pendingApproval(app, payer);
    const code = freshTotpCode(app, other.secret);
    const submit = (id: string) => () => verifyAndPay(app, other.client, id, code);
    const foreign = await expectRefused(submit(approvalId), [404, 'not-found'], 'approval.verified');
    const unknown = await expectRefused(submit(randomUUID()), [404, 'not-found'], 'approval.verified');
    expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    const { token } = other.client;
    const challenge = `/api/2fa/challenges/${challengeId}`;
    expect((await app.call('GET', `/api/milestones/approvals/${approvalId}`, { token })).status).toBe(404);
    expect((await app.call('DELETE', `/api/milestones/approvals/${approvalId}`, { token })).status).toBe(404);
    expect((await app.call('GET', challenge, { token })).status).toBe(404);
    expect((await app.call('POST', `${challenge}/resend`, { token, body: {} })).status).toBe(404);
    expect((await app.call('POST', `${challenge}/verify`, { token, body: { code } })).status).toBe(404);
    expect((await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret))).status).toBe(
      200,
    );
  });

  it('does not count from another session of the same person', async () => {
    const { approvalId } = await pendingApproval(app, payer);
    const elsewhere = await anotherSession(payer);
    const code = freshTotpCode(app, payer.secret);
    await expectRefused(
      () => verifyAndPay(app, elsewhere, approvalId, code),
      [409, 'challenge-other-session'],
      'approval.verified',
    );
    expect((await verifyAndPay(app, payer.client, approvalId, code)).status).toBe(200);
  });

  it.each([
    ['amount', { amount: 124_999 }],
    ['title', { title: 'Second draft' }],
    ['description', { description: 'More' }],
  ])('pays nothing once the %s of the milestone has changed', async (_, edit) => {
    const { approvalId, milestoneId } = await pendingApproval(app, payer);
    await expectStatus(
      200,
      app.call('PATCH', `/api/milestones/${milestoneId}`, { token: payer.client.token, body: edit }),
    );
    await expectRefused(
      () => verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)),
      [409, 'approval-void'],
      'approval.verified',
    );
    expect(await capturesOf(app, approvalId)).toEqual([]);
  });

  it('pays nothing when the row was changed behind our back, and voids the approval', async () => {
    const { approvalId, milestoneId } = await pendingApproval(app, payer);
    await app.query('UPDATE milestones SET amount = amount + 1 WHERE id = $1', [milestoneId]);
    const { answer, changed } = await watch(app, () =>
      verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)),
    );
    expect([answer.status, answer.body.code]).toEqual([409, 'approval-void']);
    expect(changed).toEqual(['approvals', 'approval_items', 'challenges']);
  });

  it('pays nothing after ten minutes, not a moment', async () => {
    const { approvalId } = await pendingApproval(app, payer);
    const late = await sentCode();
    await pass(app, 10, payer.client, byMail.client);
    const code = freshTotpCode(app, payer.secret);
    const submit = () => verifyAndPay(app, payer.client, approvalId, code);
    await expectRefused(submit, [410, 'challenge-expired'], 'challenge.verified');
    const submitLate = () => verifyAndPay(app, byMail.client, late.approvalId, late.code);
    await expectRefused(submitLate, [410, 'challenge-expired'], 'challenge.verified');
  });

  it('is dead once a newer one was sent', async () => {
    const { approvalId, challengeId, code } = await sentCode();
    const { token } = byMail.client;
    const resend = () => app.call('POST', `/api/2fa/challenges/${challengeId}/resend`, { token, body: {} });
    const early = await resend();
    expect([early.status, early.body.code]).toEqual([429, 'resend-too-soon']);
    app.clock.advance(MINUTE);
    await expectStatus(200, resend());
    const newer = await app.mailbox.codeFor(byMail.client.email);
    if (newer !== code) {
      const submit = () => verifyAndPay(app, byMail.client, approvalId, code);
      await expectRefused(submit, [422, 'code-incorrect'], 'challenge.verified', WRONG);
    }
    expect((await verifyAndPay(app, byMail.client, approvalId, newer)).status).toBe(200);
  });

  it('pays nothing after the approval was withdrawn or replaced', async () => {
    const withdrawn = await pendingApproval(app, payer);
    const { token } = payer.client;
    await expectStatus(
      204,
      app.call('DELETE', `/api/milestones/approvals/${withdrawn.approvalId}`, { token }),
    );
    const submit = () =>
      verifyAndPay(app, payer.client, withdrawn.approvalId, freshTotpCode(app, payer.secret));
    await expectRefused(submit, [409, 'approval-not-pending'], 'approval.verified');
  });
});

describe('a challenge', () => {
  it('of a payment cannot be verified without paying', async () => {
    const { approvalId, challengeId } = await pendingApproval(app, payer);
    const code = freshTotpCode(app, payer.secret);
    const { token } = payer.client;
    const verify = () =>
      app.call('POST', `/api/2fa/challenges/${challengeId}/verify`, { token, body: { code } });
    await expectRefused(verify, [409, 'challenge-purpose-mismatch'], 'challenge.verified');
    expect((await verifyAndPay(app, payer.client, approvalId, code)).status).toBe(200);
  });

  it('of a login pays nothing, and its token is no session', async () => {
    const { approvalId } = await pendingApproval(app, payer);
    const { loginToken, challenge } = (await expectStatus(200, login(app, payer.client.email))).body;
    const code = freshTotpCode(app, payer.secret);
    const submit = () => verifyAndPay(app, payer.client, challenge.id, code);
    await expectRefused(submit, [404, 'not-found'], 'approval.verified');
    expect((await verifyAndPay(app, { ...payer.client, token: loginToken }, approvalId, code)).status).toBe(
      401,
    );
  });

  it('of a payment does not finish a login', async () => {
    const { approvalId, challengeId, code } = await sentCode();
    for (const loginToken of [challengeId, approvalId, byMail.client.token]) {
      const answer = await app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });
      expect([answer.status, answer.body.code]).toEqual([401, 'login-expired']);
    }
  });
});
