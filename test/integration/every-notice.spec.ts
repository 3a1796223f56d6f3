import { SECOND } from '../../src/common/clock';
import { noticeCatalogue } from '../../src/notifications/notice-catalogue';
import { enrol, expectStatus, freshEmail, login, openAccount } from '../support/accounts';
import { changeAddress } from '../support/addresses';
import { actAsAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer, validateLogin, wrongTotpCode } from '../support/attacks';
import { doWhatIsAudited } from '../support/audited-acts';
import { doWhatTakesTwoAdmins, workAtTheDesk } from '../support/desk';
import { expectAskedForCode, loginFrom, trustedDevice } from '../support/devices';
import { disputeAndDecide } from '../support/disputes';
import { describeEveryAuditEvent } from '../support/every-audit-event';
import { type Account, freshTotpCode, registerOperator, verifyAndPay } from '../support/factories';
import { heldForRisk, placeHold } from '../support/holds';
import { challengeHeader, report, reportTokenOf, untilNoticed } from '../support/notices';
import { enrolPasskey, startLogin, validate } from '../support/passkeys';
import { enrolSms, Phones } from '../support/phones';
import { loseADevice, recoverAnAccount } from '../support/recovery';

const INCOMING = 'https://shop.example/api/webhooks/twilio/incoming';
const catalogue: Record<string, { title: string; wasntMe: boolean; inAppOnly?: true }> = noticeCatalogue;

let phones: Phones;
let app: TestApp;
let payer: Payer;
let person: Account;

/** Real acts of people, through the API, one after another; together they produce every kind of notice. */
const acts: (() => Promise<unknown>)[] = [
  nameAndPrefer,
  addAndRemoveAnAddress,
  trustADeviceThatIsCopied,
  logInFromElsewhereAndEndThatSession,
  useUpBackupCodes,
  makeNewBackupCodes,
  loosenSettings,
  enterThreeWrongCodesForAPayment,
  enterAHundredWrongCodes,
  changeAndResetThePassword,
  changeTheAddress,
  turnTwoFactorOff,
  useAPasskeyThatWasCopied,
  stopTextsAndAllowThemAgain,
  haveNoMobileNetwork,
  haveNoMailbox,
  haveAHoldPlacedAndLifted,
  payWhileMuchIsUnusual,
  () => disputeAndDecide(app, payer),
  reportAChange,
  () => doWhatTakesTwoAdmins(app),
  async () => recoverAnAccount(app, await registerOperator(app, 'admin')),
  () => loseADevice(app),
  () => workAtTheDesk(app),
  () => doWhatIsAudited(app),
];

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
  phones.twilio.applicationUrl = app.url;
  payer = await registerPayer(app);
  person = payer.client;
  for (const act of acts) await act();
}, 180_000);
afterAll(async () => {
  await app?.close();
  await phones?.close();
});

it.each(Object.keys(catalogue))(
  '%s is told in the application, and by mail where a mail is of use',
  async (kind) => {
    const { title, wasntMe, inAppOnly = false } = catalogue[kind] as (typeof catalogue)[string];
    const [told] = await app.query<{ email: string; report_token_hash: Buffer | null }>(
      `SELECT coalesce(c.from_email, u.email) AS email, n.report_token_hash
       FROM notifications n JOIN users u ON u.id = n.user_id LEFT JOIN email_changes c ON c.user_id = u.id
       WHERE n.kind = $1 LIMIT 1`,
      [kind],
    );
    if (!told) throw new Error(`Nothing in this file produces ${kind}: add an act for it`);
    expect(told.report_token_hash !== null).toBe(wasntMe);
    const mails = () =>
      app.mailbox.messages.filter(
        ({ to, subject }) => to === told.email && subject === `${title} (ShopFlow)`,
      );
    if (inAppOnly) return void expect(mails()).toEqual([]);
    await app.mailbox.waitFor(told.email, ({ subject }) => subject === `${title} (ShopFlow)`);
    for (const { html, text } of mails())
      for (const part of [html, text]) {
        expect(part).toContain(title);
        expect(part).toMatch(/\d{4} at \d{1,2}:\d\d [AP]M Coordinated Universal Time/);
        expect(part).not.toMatch(/undefined|\[object|\{\{|NaN/);
        expect(/https:\/\/shop\.example\/wasnt-me#token(=|&#x3D;)[\w-]{43}/.test(part)).toBe(wasntMe);
      }
  },
);

describeEveryAuditEvent(() => app);
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  app.call(method, path, { token: person.token, body, headers });
const freshCode = () => freshTotpCode(app, payer.secret);
const mayChangeFactors = () => challengeHeader(app, person, 'manage-factors', freshCode());

async function logIn(code: () => string = freshCode): Promise<void> {
  const { body } = await expectStatus(200, login(app, person.email));
  person.token = (await expectStatus(200, validateLogin(app, body.loginToken, code()))).body.token;
}

async function nameAndPrefer(): Promise<void> {
  const { body } = await expectStatus(200, call('GET', '/api/2fa/status'));
  const path = `/api/2fa/factors/${body.factors[0].id}`;
  await expectStatus(200, call('PATCH', path, { label: 'Phone', preferred: true }, await mayChangeFactors()));
}

async function addAndRemoveAnAddress(): Promise<void> {
  const setup = call('POST', '/api/2fa/setup', { method: 'email' }, await mayChangeFactors());
  const { factorId } = (await expectStatus(201, setup)).body;
  const code = await app.mailbox.codeFor(person.email);
  person.token = (await expectStatus(200, call('POST', '/api/2fa/verify', { factorId, code }))).body.token;
  const removal = call('DELETE', `/api/2fa/factors/${factorId}`, undefined, await mayChangeFactors());
  await expectStatus(204, removal);
}

async function trustADeviceThatIsCopied(): Promise<void> {
  const copied = await trustedDevice(app, person, payer.secret);
  await expectStatus(200, loginFrom(app, person, copied));
  app.clock.advance(10 * SECOND);
  await expectAskedForCode(app, person, copied);
}

async function logInFromElsewhereAndEndThatSession(): Promise<void> {
  const headers = { 'User-Agent': 'curl/8.5.0' };
  const { email, password } = person;
  const first = await expectStatus(
    200,
    app.call('POST', '/api/auth/login', { body: { email, password }, headers }),
  );
  const body = { loginToken: first.body.loginToken, code: freshCode() };
  await expectStatus(200, app.call('POST', '/api/2fa/validate', { body, headers }));
  await logIn();
  const { items } = (await expectStatus(200, call('GET', '/api/auth/sessions'))).body;
  const other = items.find(({ userAgent }: { userAgent: string }) => userAgent.startsWith('curl'));
  await expectStatus(204, call('DELETE', `/api/auth/sessions/${other.id}`));
}

async function useUpBackupCodes(): Promise<void> {
  for (const code of payer.backupCodes.slice(0, 7)) await logIn(() => code);
}

async function makeNewBackupCodes(): Promise<void> {
  const proofs = { password: person.password, code: freshCode() };
  await expectStatus(200, call('POST', '/api/2fa/backup-codes', proofs));
}

async function loosenSettings(): Promise<void> {
  const tight = { requireForAllPayments: true, threshold: 0 };
  await expectStatus(200, call('PUT', '/api/security-settings', tight));
  const headers = await challengeHeader(app, person, 'change-security-settings', freshCode());
  const loose = { requireForAllPayments: false, threshold: null };
  await expectStatus(200, call('PUT', '/api/security-settings', loose, headers));
}

async function enterThreeWrongCodesForAPayment(): Promise<void> {
  const { approvalId } = await pendingApproval(app, payer);
  for (let salt = 0; salt < 3; salt++)
    await expectStatus(422, verifyAndPay(app, person, approvalId, wrongTotpCode(app, payer.secret, salt)));
}

/** Ninety-nine of them are arranged. */
async function enterAHundredWrongCodes(): Promise<void> {
  const clumsy = await registerPayer(app, payer.payee);
  await app.query('UPDATE verification_budgets SET consecutive_failures = 99 WHERE user_id = $1', [
    clumsy.client.id,
  ]);
  const { body } = await expectStatus(200, login(app, clumsy.client.email));
  await expectStatus(422, validateLogin(app, body.loginToken, wrongTotpCode(app, clumsy.secret)));
}

async function changeAndResetThePassword(): Promise<void> {
  const forgetful = await openAccount(app);
  const { token, email, password: currentPassword } = forgetful;
  const body = { currentPassword, newPassword: 'quarry velvet comet harbour' };
  await expectStatus(204, app.call('POST', '/api/auth/password', { token, body }));
  await expectStatus(202, app.call('POST', '/api/auth/password-reset', { body: { email } }));
  const { text } = await app.mailbox.waitFor(email, (mail) => mail.text.includes('set-password#token='));
  const link = { token: /#token=([\w-]+)/.exec(text)?.[1], newPassword: 'saffron kettle drift ember' };
  await expectStatus(204, app.call('POST', '/api/auth/password-reset/confirm', { body: link }));
}

async function changeTheAddress(): Promise<void> {
  await changeAddress(app, await openAccount(app), freshEmail());
}

async function turnTwoFactorOff(): Promise<void> {
  const careless = await openAccount(app);
  const { secret } = await enrol(app, careless);
  const body = { password: careless.password, code: freshTotpCode(app, secret) };
  await expectStatus(204, app.call('POST', '/api/2fa/disable', { token: careless.token, body }));
}

async function useAPasskeyThatWasCopied(): Promise<void> {
  const owner = await openAccount(app);
  const { passkey } = await enrolPasskey(app, owner);
  const copy = passkey.copy();
  for (const [key, status] of [
    [passkey, 200],
    [copy, 422],
  ] as const) {
    const { loginToken, webauthn } = await startLogin(app, owner);
    await expectStatus(status, validate(app, { loginToken, credential: key.get(webauthn) }));
  }
}

let texted: Account;

async function stopTextsAndAllowThemAgain(): Promise<void> {
  texted = await openAccount(app);
  const { phone } = await enrolSms(app, phones, texted);
  await phones.twilio.post(INCOMING, { From: phone, Body: 'STOP' });
  await phones.twilio.post(INCOMING, { From: phone, Body: 'START' });
}

async function haveNoMobileNetwork(): Promise<void> {
  phones.twilio.fault = { kind: 'broken', status: 500 };
  phones.sns.fault = { kind: 'broken', status: 500 };
  await login(app, texted.email);
  app.clock.advance(5 * SECOND);
  await app.mailbox.waitFor(texted.email, ({ subject }) => subject.includes('could not be delivered'));
  phones.heal();
}

async function haveNoMailbox(): Promise<void> {
  app.mailbox.refuseWith = 550;
  await app.call('POST', '/api/auth/password-reset', { body: { email: texted.email } });
  await untilNoticed(app, texted, 'email-undelivered');
  app.mailbox.refuseWith = null;
}

async function haveAHoldPlacedAndLifted(): Promise<void> {
  const { id } = await placeHold(app, person.id, { isTold: true });
  const admin = await registerOperator(app, 'admin');
  const body = { reason: 'Called back at the number on file.' };
  await expectStatus(200, actAsAdmin(app, admin, 'POST', `/api/admin/holds/${id}/lift`, body));
}

async function payWhileMuchIsUnusual(): Promise<void> {
  await registerOperator(app, 'admin');
  await heldForRisk(app, await registerPayer(app, payer.payee));
}

async function reportAChange(): Promise<void> {
  await registerOperator(app, 'admin');
  const title = noticeCatalogue['factor-added'].title;
  await expectStatus(200, report(app, await reportTokenOf(app, person, title)));
}
