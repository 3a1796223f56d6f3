import { expectStatus, login } from '../support/accounts';
import { proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import {
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  validateLogin,
} from '../support/attacks';
import { expectAskedForCode, trustedDevice } from '../support/devices';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedMilestone,
  type Operator,
  registerOperator,
  verifyAndPay,
} from '../support/factories';
import { report, reportTokenOf } from '../support/notices';

const NEW_PASSWORD = 'saffron kettle drift ember';
const TITLE = 'Two-factor authentication was turned on';
let app: TestApp;
let admin: Operator;
let payer: Payer;
let link: string;

beforeAll(async () => {
  app = await startApp();
  [payer, admin] = await Promise.all([registerPayer(app), registerOperator(app, 'admin')]);
  link = await reportTokenOf(app, payer.client, TITLE);
});
afterAll(() => app?.close());

const reported = (token: string) => expectStatus(200, report(app, token));
const me = ({ token } = payer.client) => app.call('GET', '/api/auth/me', { token });
const reportsOf = ({ id }: Account) => app.query('SELECT * FROM security_reports WHERE user_id = $1', [id]);
const passwordLinks = () =>
  app.query(`SELECT FROM messages WHERE user_id = $1 AND template = 'set-password'`, [payer.client.id]);

async function setNewPassword(): Promise<void> {
  const { email } = payer.client;
  const { text } = await app.mailbox.waitFor(email, (mail) => mail.text.includes('set-password#token='));
  const body = { token: /#token=([\w-]+)/.exec(text)?.[1], newPassword: NEW_PASSWORD };
  await expectStatus(204, app.call('POST', '/api/auth/password-reset/confirm', { body }));
}

describe('the account that was reported', () => {
  let loginToken: string;
  let cookie: string;
  let approvalId: string;

  beforeAll(async () => {
    cookie = await trustedDevice(app, payer.client, payer.secret);
    ({ approvalId } = await pendingApproval(app, payer));
    ({ loginToken } = (await expectStatus(200, login(app, payer.client.email))).body);
    await reported(link);
  });

  it('has no session left, half or whole', async () => {
    expect((await me()).status).toBe(401);
    const answer = await validateLogin(app, loginToken, freshTotpCode(app, payer.secret));
    expect([answer.status, answer.body.code]).toEqual([401, 'login-expired']);
    const live = `SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL`;
    expect(await app.query(live, [payer.client.id])).toEqual([]);
  });

  it('has no live challenge, approval or trusted device left', async () => {
    const states = await app.query<{ state: string }>(
      `SELECT status AS state FROM challenges WHERE user_id = $1 AND status IN ('open', 'verified')
       UNION ALL SELECT status FROM approvals WHERE client_id = $1 AND status = 'pending'
       UNION ALL SELECT 'trusted' FROM trusted_devices WHERE user_id = $1 AND revoked_at IS NULL`,
      [payer.client.id],
    );
    expect(states).toEqual([]);
    expect(await app.query('SELECT status FROM approvals WHERE id = $1', [approvalId])).toEqual([
      { status: 'void' },
    ]);
  });

  it('does not open with the password that the thief knows', async () => {
    const answer = await login(app, payer.client.email);
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid-credentials']);
  });

  it('is told what happens next, and so are admins', async () => {
    await app.mailbox.waitFor(payer.client.email, ({ text }) => text.includes(`“${TITLE}”`));
    const { token } = admin;
    const { body } = await expectStatus(200, app.call('GET', '/api/notifications', { token }));
    expect(body.items[0]).toMatchObject({ kind: 'account-report-filed', action: 'review-reports' });
    expect(JSON.stringify(body.items[0])).not.toContain(payer.client.email);
  });

  it('is opened by its owner with a new password from the mailbox and the second factor, and its payments are held', async () => {
    await setNewPassword();
    expect((await login(app, payer.client.email)).status).toBe(401);
    payer.client.password = NEW_PASSWORD;
    const loginToken = await expectAskedForCode(app, payer.client, cookie);
    const code = freshTotpCode(app, payer.secret);
    payer.client.token = (await expectStatus(200, validateLogin(app, loginToken, code))).body.token;
    const { milestoneId } = await fundedMilestone(app, payer);
    const approval = await expectStatus(201, approve(app, payer.client, [milestoneId]));
    const paid = await verifyAndPay(app, payer.client, approval.body.id, freshTotpCode(app, payer.secret));
    expect(paid.body.payments).toMatchObject([{ status: 'held' }]);
    expect(await capturesOf(app, approval.body.id)).toEqual([]);
  });

  it('is not secured again by the same link', async () => {
    const before = await passwordLinks();
    await reported(link);
    expect((await me()).status).toBe(200);
    expect(await passwordLinks()).toHaveLength(before.length);
    expect(await reportsOf(payer.client)).toHaveLength(1);
  });

  it('is listed for admins and auditors, and closed by admins only', async () => {
    const auditor = await registerOperator(app, 'auditor');
    const list = (query: string, { token }: Account) =>
      app.call('GET', `/api/admin/security-reports${query}`, { token });
    const { body } = await expectStatus(200, list('?status=open', auditor));
    expect(body.items[0]).toMatchObject({
      status: 'open',
      account: { id: payer.client.id, email: payer.client.email },
      about: { kind: 'two-factor-enabled', title: TITLE },
      closedAt: null,
    });
    const close = ({ token }: Account, note: unknown = 'It was her own new phone.', challengeId = '') =>
      app.call('POST', `/api/admin/security-reports/${body.items[0].id}/close`, {
        token,
        body: { note },
        headers: challengeId ? { 'X-2FA-Challenge': challengeId } : {},
      });
    for (const person of [auditor, payer.client]) await expectStatus(403, close(person));
    await expectStatus(403, list('', payer.client));
    await expectStatus(400, close(admin, ' '));
    await expectStatus(401, close(admin));
    await expectStatus(204, close(admin, undefined, await proveAdmin(app, admin)));
    await expectStatus(404, close(admin, undefined, await proveAdmin(app, admin)));
    const closed = await expectStatus(200, list('?status=closed', admin));
    expect(closed.body.items[0]).toMatchObject({ closedBy: admin.id, note: 'It was her own new phone.' });
    const events = await auditEvents(app, `type = 'security.report_closed'`);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failure', 'success', 'failure']);
  });
});
