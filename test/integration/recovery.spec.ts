import { DAY, HOUR } from '../../src/common/clock';
import { isGsm } from '../../src/messaging/sms/sms-text';
import { enrol, expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer, validateLogin } from '../support/attacks';
import {
  type Account,
  freshTotpCode,
  type Operator,
  registerOperator,
  verifyAndPay,
} from '../support/factories';
import { noticesOf } from '../support/notices';
import { enrolSms, Phones } from '../support/phones';
import {
  askForRecovery,
  complete,
  letItLapse,
  openRecoveryFor,
  readyRecovery,
  recoveryOf,
  requestedRecovery,
  reviewRecovery,
  startReEnrolment,
  tokenFrom,
  veto,
} from '../support/recovery';

let app: TestApp;
let phones: Phones;
let admin: Operator;
let otherAdmin: Operator;
let auditor: Operator;
beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
  [admin, otherAdmin, auditor] = await Promise.all([
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerOperator(app, 'auditor'),
  ]);
});
afterAll(async () => {
  await app?.close();
  await phones?.close();
});

async function person() {
  const account = await openAccount(app);
  return { account, ...(await enrol(app, account)) };
}

const read = async (id: string, by: Operator = admin) =>
  (await expectStatus(200, app.call('GET', `/api/admin/recovery-requests/${id}`, { token: by.token }))).body;

it('leads from a lost phone to a new one, and payments wait for a day', async () => {
  const payer: Payer = await registerPayer(app);
  const { client } = payer;
  const id = await readyRecovery(app, client, admin);
  const opened = await expectStatus(200, complete(app, await tokenFrom(app, client, 'complete')));
  expect(opened.body).toMatchObject({ status: 'enrolment_required', user: { id: client.id } });
  expect((await app.call('GET', '/api/auth/me', { token: client.token })).status).toBe(401);
  const restricted = opened.body.token;
  expect((await app.call('GET', '/api/contracts', { token: restricted })).body.code).toBe(
    'enrolment-required',
  );

  const before = await expectStatus(200, login(app, client.email));
  await expectStatus(200, validateLogin(app, before.body.loginToken, freshTotpCode(app, payer.secret)));

  const { secret, prove } = await startReEnrolment(app, restricted);
  const { body } = await expectStatus(200, prove());
  expect(body.backupCodes).toHaveLength(10);
  expect((await read(id)).status).toBe('completed');
  const status = await expectStatus(200, app.call('GET', '/api/2fa/status', { token: body.token }));
  expect(status.body.factors).toHaveLength(1);

  const { loginToken } = (await expectStatus(200, login(app, client.email))).body;
  expect((await validateLogin(app, loginToken, freshTotpCode(app, payer.secret))).status).toBe(422);
  expect((await validateLogin(app, loginToken, payer.backupCodes[0] ?? '')).status).toBe(422);
  client.token = (
    await expectStatus(200, validateLogin(app, loginToken, freshTotpCode(app, secret)))
  ).body.token;
  const { approvalId } = await pendingApproval(app, payer);
  const paid = await verifyAndPay(app, client, approvalId, freshTotpCode(app, secret));
  expect([paid.status, paid.body.payments[0].status]).toEqual([202, 'held']);
  const { items } = (await app.call('GET', `/api/admin/holds?clientId=${client.id}`, { token: admin.token }))
    .body;
  expect(items.map(({ reason, source }: Record<string, unknown>) => [reason, source])).toEqual([
    ['recovery', 'account-recovery'],
    ['recovery', 'account-recovery'],
  ]);
  expect(items.map(({ liftable }: { liftable: boolean }) => liftable)).toEqual([false, false]);
  const notices = await noticesOf(app, client);
  expect(notices.find(({ kind }) => kind === 'recovery-begun')?.action).toBe('follow-recovery');
  const kinds = notices.map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining([
      'recovery-requested',
      'recovery-approved',
      'recovery-ready',
      'recovery-begun',
      'factors-replaced',
    ]),
  );
});

it('shows its state, its deadlines and who did what, to the owner by link or session and to admins and auditors', async () => {
  const { account } = await person();
  const id = await requestedRecovery(app, account);
  await expectStatus(200, reviewRecovery(app, admin, id));
  const seen = await read(id, auditor);
  expect(seen).toMatchObject({
    status: 'cooling-off',
    account: { id: account.id, email: account.email, accountType: 'client' },
    openedBy: null,
    reviewedBy: { id: admin.id },
    codeProven: false,
    reviewable: false,
    facts: { methods: ['totp'], backupCodesRemaining: 10 },
  });
  expect(seen.timeline).toMatchObject([
    { event: 'opened', status: 'requested', by: 'owner', admin: null },
    { event: 'approved', status: 'cooling-off', by: 'admin', admin: { id: admin.id }, note: 'Called back' },
  ]);
  expect(Date.parse(seen.dueAt) - Date.parse(seen.reviewedAt)).toBe(DAY);
  const token = await tokenFrom(app, account, 'veto');
  const byLink = await expectStatus(
    200,
    app.call('POST', '/api/recovery/requests/status', { body: { token } }),
  );
  expect(byLink.body).toMatchObject({ id, status: 'cooling-off', openedBy: 'owner', dueAt: seen.dueAt });
  expect(JSON.stringify(byLink.body)).not.toContain(admin.id);
  const own = await expectStatus(
    200,
    app.call('GET', '/api/recovery/requests/current', { token: account.token }),
  );
  expect(own.body).toEqual({ ...byLink.body, vetoToken: token });
  const listed = await app.call('GET', '/api/admin/recovery-requests?live=true&status=cooling-off&limit=1', {
    token: auditor.token,
  });
  expect(listed.body.items).toMatchObject([{ id }]);
});

it('answers the same for every address and tells nobody whether there is an account', async () => {
  const { account } = await person();
  const before = app.mailbox.messages.length;
  const [known, unknown] = [
    await askForRecovery(app, account.email),
    await askForRecovery(app, 'nobody@example.com'),
  ];
  expect([known.status, known.body]).toEqual([202, { status: 'accepted' }]);
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  await tokenFrom(app, account, 'veto');
  expect(app.mailbox.messages.slice(before).filter(({ to }) => to === 'nobody@example.com')).toEqual([]);
  await expectStatus(202, askForRecovery(app, account.email));
  const all = await app.query('SELECT FROM recovery_requests WHERE user_id = $1', [account.id]);
  expect(all).toHaveLength(1);
  const events = await auditEvents(app, `type = 'recovery.requested' AND outcome = 'failure'`);
  expect(events.at(-1)?.details).toEqual({ reason: 'unknown-address' });
});

it('waits two hours instead of a day for whoever has the recovery code, which is spent', async () => {
  const { account, recoveryCode } = await person();
  const typed = recoveryCode.toLowerCase().replace(/(.{4})/g, '$1 ');
  const id = await requestedRecovery(app, account, { recoveryCode: typed });
  const { body } = await expectStatus(200, reviewRecovery(app, admin, id));
  expect(body.codeProven).toBe(true);
  expect(Date.parse(body.dueAt) - Date.parse(body.reviewedAt)).toBe(2 * HOUR);
  await expectStatus(200, veto(app, await tokenFrom(app, account, 'veto')));
  const again = await requestedRecovery(app, account, { recoveryCode });
  expect((await read(again)).codeProven).toBe(false);
  const malformed = await askForRecovery(app, account.email, { recoveryCode: 'short' });
  expect([malformed.status, malformed.body.errors[0].pointer]).toEqual([400, '/recoveryCode']);
});

it('takes a wrong code for none, and one that comes later while the request still waits', async () => {
  const { account, recoveryCode } = await person();
  const id = await requestedRecovery(app, account, { recoveryCode: '0'.repeat(16) });
  expect((await read(id)).codeProven).toBe(false);
  await expectStatus(202, askForRecovery(app, account.email, { recoveryCode }));
  expect((await read(id)).codeProven).toBe(true);
});

it('is opened by an admin with reason and ticket, and reviewed by another', async () => {
  const { account } = await person();
  const { body } = await expectStatus(201, openRecoveryFor(app, admin, { email: account.email }));
  expect(body).toMatchObject({
    openedBy: { id: admin.id },
    ticket: 'HELP-1',
    status: 'requested',
    reviewable: false,
  });
  expect((await read(body.id, otherAdmin)).reviewable).toBe(true);
  const alone = await reviewRecovery(app, admin, body.id);
  expect([alone.status, alone.body.code]).toEqual([403, 'another-admin-required']);
  const twice = await openRecoveryFor(app, otherAdmin, { userId: account.id });
  expect([twice.status, twice.body.code, twice.body.requestId]).toEqual([409, 'recovery-open', body.id]);
  await expectStatus(200, reviewRecovery(app, otherAdmin, body.id));
  expect((await openRecoveryFor(app, admin, { email: 'nobody@example.com' })).status).toBe(404);
  expect((await openRecoveryFor(app, admin, {})).status).toBe(400);
});

it('is told by text to who has a phone, in the GSM alphabet and with the link that stops it', async () => {
  const account: Account = await openAccount(app);
  const { phone } = await enrolSms(app, phones, account);
  await requestedRecovery(app, account);
  const { text } = await phones.waitFor(phone, (sent) => sent.text.includes('recovered'));
  expect(isGsm(text)).toBe(true);
  const token = /#token=([\w-]{43})/.exec(text)?.[1];
  await expectStatus(200, veto(app, token));
});

it('expires when nobody reviews it, uses the link or enrols; and is asked for again', async () => {
  const { account, secret } = await person();
  const waiting = await requestedRecovery(app, account);
  await letItLapse(app, waiting);
  expect((await read(waiting)).status).toBe('expired');
  expect((await reviewRecovery(app, admin, waiting)).body.code).toBe('recovery-over');
  const unused = await readyRecovery(app, account, admin);
  const token = await tokenFrom(app, account, 'complete');
  await letItLapse(app, unused);
  expect((await complete(app, token)).body.code).toBe('recovery-link-invalid');
  const unfinished = await readyRecovery(app, account, admin);
  const used = await app.mailbox.waitFor(
    account.email,
    ({ text }) => /complete#token=/.test(text) && !text.includes(token),
  );
  const opened = await expectStatus(200, complete(app, /complete#token=([\w-]+)/.exec(used.text)?.[1]));
  await letItLapse(app, unfinished);
  expect((await recoveryOf(app, account)).status).toBe('expired');
  const { prove } = await startReEnrolment(app, opened.body.token);
  expect((await prove()).body.code).toBe('recovery-over');
  const { loginToken } = (await expectStatus(200, login(app, account.email))).body;
  await expectStatus(200, validateLogin(app, loginToken, freshTotpCode(app, secret)));
});
