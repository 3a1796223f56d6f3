import { DAY, MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { proveAdmin } from '../support/admins';
import { type Answer, startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import {
  type Account,
  freshTotpCode,
  type Operator,
  registerOperator,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import { report, reportTokenOf } from '../support/notices';
import { scanLink } from '../support/scanner';

const TITLE = 'Two-factor authentication was turned on';
let first: TestApp;
let second: TestApp;
let payee: Account;
let payer: Payer;
let link: string;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});

async function newPayer(): Promise<void> {
  payer = await registerPayer(first, payee);
  link = await reportTokenOf(first, payer.client, TITLE);
}

const either = (index: number) => (index % 2 ? first : second);
const me = ({ token } = payer.client) => first.call('GET', '/api/auth/me', { token });
const reportsOf = ({ id }: Account) => first.query('SELECT * FROM security_reports WHERE user_id = $1', [id]);
const passwordLinks = () =>
  first.query(`SELECT FROM messages WHERE user_id = $1 AND template = 'set-password'`, [payer.client.id]);

/** Everything but what differs from answer to answer by design. */
const withoutInstance = ({ status, body: { instance, ...rest } }: Answer) => ({ status, ...rest });

it('used fifty times at once, on two replicas, a link reports once', async () => {
  await newPayer();
  const answers = await together(50, (index) => report(either(index), link));
  expect(tally(answers)).toEqual({ '200': 50 });
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await reportsOf(payer.client)).toHaveLength(1);
  expect(await passwordLinks()).toHaveLength(1);
  const events = await auditEvents(first, `type = 'security.reported' AND actor_id = $1`, [payer.client.id]);
  expect(events).toMatchObject([{ outcome: 'success', details: { kind: 'two-factor-enabled' } }]);
  const holds = await first.query(`SELECT FROM holds WHERE client_id = $1 AND reason = 'reported'`, [
    payer.client.id,
  ]);
  expect(holds).toHaveLength(1);
});

it('racing the right code, a report leaves the money where it was or finds it paid, and nothing is paid after it', async () => {
  for (let round = 0; round < 4; round++) {
    await newPayer();
    const { approvalId } = await pendingApproval(first, payer);
    const code = freshTotpCode(first, payer.secret);
    const [paid] = await Promise.all([
      verifyAndPay(first, payer.client, approvalId, code),
      expectStatus(200, report(second, link)),
    ]);
    const captures = await capturesOf(first, approvalId);
    expect(captures).toHaveLength(paid.status === 200 ? 1 : 0);
    expect([200, 401, 409]).toContain(paid.status);
  }
});

it('opening the page, as scanners of mail do, changes nothing', async () => {
  await newPayer();
  await scanLink(first, '/wasnt-me', link);
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await first.call(method, `/api/security-reports?token=${link}`)).status).toBeGreaterThan(403);
  expect((await me()).status).toBe(200);
  expect(await reportsOf(payer.client)).toEqual([]);
});

it('a link that is guessed, expired or of another kind gets one answer, which tells nothing', async () => {
  await newPayer();
  await expectStatus(
    202,
    first.call('POST', '/api/auth/password-reset', { body: { email: payer.client.email } }),
  );
  const { text } = await first.mailbox.waitFor(payer.client.email, (mail) =>
    mail.text.includes('set-password#token='),
  );
  const passwordLink = /#token=([\w-]+)/.exec(text)?.[1];
  const answers = [
    await report(first, 'A'.repeat(43)),
    await report(first, `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`),
    await report(first, link.toLowerCase()),
    await report(first, passwordLink),
    await report(first, payer.client.token),
    await report(first, 'x'),
  ];
  first.clock.advance(7 * DAY + 1);
  answers.push(await report(first, link));
  expect(new Set(answers.map((answer) => JSON.stringify(withoutInstance(answer)))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 410, body: { code: 'report-link-invalid' } });
  expect(await reportsOf(payer.client)).toEqual([]);
});

it.each([undefined, null, 1, '', ['a'], { $ne: '' }, 'a'.repeat(201), 'a\u0000b'])(
  'a token %j is refused as malformed',
  async (token) => {
    expect((await report(first, token)).status).toBe(400);
  },
);

it("a link touches no account but its owner's, and brings its user nothing but the freeze", async () => {
  await newPayer();
  const { client: neighbour } = await registerPayer(first, payee);
  const headers = { Authorization: `Bearer ${neighbour.token}` };
  const answer = await expectStatus(
    200,
    first.call('POST', '/api/security-reports', { body: { token: link }, headers }),
  );
  expect(answer.body).toEqual({ status: 'secured', reportedAt: expect.any(String) });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect((await me(neighbour)).status).toBe(200);
  await expectStatus(200, login(first, neighbour.email));
  expect(await reportsOf(neighbour)).toEqual([]);
  const extra = { token: link, userId: neighbour.id };
  expect((await first.call('POST', '/api/security-reports', { body: extra })).status).toBe(400);
});

it('a copy of the database holds no link that works', async () => {
  await newPayer();
  const [stored] = await first.query<{ text: string }>(
    `SELECT (SELECT json_agg(n) FROM notifications n)::text || (SELECT json_agg(m) FROM messages m)::text
       || (SELECT json_agg(a) FROM audit_events a)::text AS text`,
  );
  expect(stored?.text).not.toContain(link);
  const [{ hash } = { hash: '' }] = await first.query<{ hash: string }>(
    `SELECT encode(report_token_hash, 'base64') AS hash FROM notifications WHERE user_id = $1 LIMIT 1`,
    [payer.client.id],
  );
  expect((await report(first, hash)).status).toBe(410);
});

it('a thief who reads the mailbox does not hide a new password behind a report', async () => {
  await newPayer();
  await expectStatus(200, report(first, link));
  const changedAt = async () => {
    const values = [payer.client.id];
    const [row] = await first.query('SELECT password_changed_at AS at FROM users WHERE id = $1', values);
    return (row as { at: Date | null }).at?.getTime() ?? 0;
  };
  expect(await changedAt()).toBeGreaterThan(0);
  const { text } = await first.mailbox.waitFor(payer.client.email, (mail) =>
    mail.text.includes('set-password#token='),
  );
  const body = { token: /#token=([\w-]+)/.exec(text)?.[1], newPassword: 'saffron kettle drift ember' };
  first.clock.advance(MINUTE);
  const before = first.clock.now().getTime();
  await expectStatus(204, first.call('POST', '/api/auth/password-reset/confirm', { body }));
  expect(await changedAt()).toBeGreaterThanOrEqual(before);
});

it('an admin whose account was reported does not close the report, nor does a stolen session of another', async () => {
  const [reported, colleague] = await Promise.all([
    registerOperator(first, 'admin'),
    registerOperator(first, 'admin'),
  ]);
  await expectStatus(200, report(first, await reportTokenOf(first, reported, TITLE)));
  const { token } = colleague;
  const { body } = await expectStatus(
    200,
    first.call('GET', '/api/admin/security-reports?status=open', { token }),
  );
  const { id } = body.items.find(({ account }: { account: { id: string } }) => account.id === reported.id);
  await first.query(`UPDATE sessions SET ended_at = NULL WHERE user_id = $1`, [reported.id]);
  const close = (admin: Operator, challengeId?: string) =>
    first.call('POST', `/api/admin/security-reports/${id}/close`, {
      token: admin.token,
      body: { note: 'It was me.' },
      ...(challengeId ? { headers: { 'X-2FA-Challenge': challengeId } } : {}),
    });
  expect((await close(reported, await proveAdmin(first, reported))).status).toBe(404);
  const unproven = await close(colleague);
  expect([unproven.status, unproven.body.code]).toEqual([401, 'second-factor-required']);
  await expectStatus(204, close(colleague, await proveAdmin(first, colleague)));
});
