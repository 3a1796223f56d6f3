import { MINUTE } from '../../src/common/clock';
import { expectStatus, freshEmail, login, PASSWORD, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  otherCode,
  type Payer,
  pass,
  pendingApproval,
  registerPayer,
  validateLogin,
} from '../support/attacks';
import { dump, Eavesdropper } from '../support/eavesdropper';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

const INCOMING = 'https://shop.example/api/webhooks/twilio/incoming';
const logs: string[] = [];
const dumps: string[] = [];
const ear = new Eavesdropper();
let phones: Phones;
let real: TestApp;
let app: TestApp;
let payer: Payer;

beforeAll(async () => {
  phones = await Phones.open();
  real = await startApp({ env: { ...phones.env, SMS_HOURLY_PER_ADDRESS: '1000' }, logs });
  phones.twilio.applicationUrl = real.url;
  listenToMessages();
  app = ear.listenTo(real);
  payer = await registerPayer(app);
});
afterAll(async () => {
  await real.close();
  await phones.close();
});
/** Also while something waits: what is over has been wiped. */
afterEach(async () => void dumps.push(await dump(real)));

/** Before tests take messages out. */
function listenToMessages(): void {
  const hear = (list: { push(item: { text: string }): number }) => {
    const push = list.push.bind(list);
    list.push = (item) => {
      ear.hearMessage(item.text);
      return push(item);
    };
  };
  hear(real.mailbox.messages as never);
  hear(phones.texts as never);
}

const loginTokenOf = async ({ email }: Account) =>
  (await expectStatus(200, login(app, email))).body.loginToken;
const as = ({ token }: Account, path: string, body: object, headers = {}) =>
  app.call('POST', path, { token, body, headers });

describe('whoever looks where they should not sees no secret of', () => {
  it('an account that is opened, and of whoever tries it again', async () => {
    const email = freshEmail();
    await expectStatus(201, register(app, email));
    await app.call('POST', '/api/auth/verify-email', { body: { email, code: '999999' } });
    const code = await app.mailbox.codeFor(email);
    await app.call('POST', '/api/auth/verify-email', { body: { email, code: otherCode(code) } });
    await expectStatus(204, app.call('POST', '/api/auth/verify-email', { body: { email, code } }));
    await register(app, email, { password: 'quartz meadow lantern seven' });
    await login(app, email, { password: 'not what it was before' });
    await app.call('POST', '/api/auth/password-reset', { body: { email } });
    const mail = await app.mailbox.waitFor(email, ({ text }) => text.includes('token='));
    const token = /token=([\w-]+)/.exec(mail.text)?.[1];
    const body = { token, newPassword: 'copper violin thunder glade' };
    await expectStatus(204, app.call('POST', '/api/auth/password-reset/confirm', { body }));
    await app.call('POST', '/api/auth/password-reset/confirm', { body });
  });

  it('logins and payments by app and backup code, right and wrong, and new backup codes', async () => {
    const { client, secret, backupCodes } = payer;
    await validateLogin(app, await loginTokenOf(client), 'ZZZZ-2222');
    const body = {
      loginToken: await loginTokenOf(client),
      code: freshTotpCode(app, secret),
      trustDevice: true,
    };
    await expectStatus(200, app.call('POST', '/api/2fa/validate', { body }));
    await expectStatus(200, validateLogin(app, await loginTokenOf(client), backupCodes[0] as string));
    await validateLogin(app, await loginTokenOf(client), backupCodes[0] as string);
    const { approvalId } = await pendingApproval(app, payer);
    await verifyAndPay(app, client, approvalId, backupCodes[1]?.toLowerCase() as string);
    const proofs = { password: PASSWORD, code: freshTotpCode(app, secret) };
    await as(client, '/api/2fa/disable', { ...proofs, password: 'entirely another one' });
    await expectStatus(
      200,
      as(client, '/api/2fa/backup-codes', { ...proofs, code: freshTotpCode(app, secret) }),
    );
  });

  it('texts by both providers, while they wait and when nobody takes them', async () => {
    const person = await registerUser(app);
    const { phone } = await enrolSms(app, phones, person);
    phones.twilio.fault = { kind: 'broken', status: 503 };
    await expectStatus(200, validateLogin(app, await loginTokenOf(person), await phones.codeFor(phone)));
    phones.sns.fault = { kind: 'refuse', status: 400, code: 'Throttled' };
    const { approvalId } = await pendingApproval(app, { client: person, payee: payer.payee });
    dumps.push(await dump(real));
    phones.heal();
    app.clock.advance(10_000);
    await verifyAndPay(app, person, approvalId, await phones.codeFor(phone));
    phones.twilio.fault = { kind: 'refuse', status: 400, code: 21610 };
    await pass(app, 20, person, payer.client, payer.payee);
    await login(app, person.email);
    phones.heal();
    await phones.twilio.post(INCOMING, { From: phone, Body: 'STOP' });
    await app.mailbox.waitFor(person.email, ({ text }) => text.includes('stopped'));
    await as(await registerUser(app), '/api/2fa/setup', {
      method: 'sms',
      phone: '+4930123456',
      consent: true,
    });
  });

  it('payments by e-mail, while the mail waits, until approval is locked', async () => {
    const client = await registerUser(app);
    real.mailbox.refuseWith = 451;
    const { approvalId } = await pendingApproval(app, { client, payee: payer.payee });
    await new Promise((resolve) => setTimeout(resolve, 300));
    dumps.push(await dump(real));
    real.mailbox.refuseWith = null;
    app.clock.advance(MINUTE);
    const code = await app.mailbox.codeFor(client.email);
    for (let tries = 0; tries < 4; tries++) await verifyAndPay(app, client, approvalId, otherCode(code));
  });

  it('requests that are malformed, go astray or meet a broken server', async () => {
    const { client, secret } = payer;
    const code = freshTotpCode(app, secret);
    const { approvalId } = await pendingApproval(app, payer);
    const { token } = client;
    await app.call('GET', `/api/2fa/${token}/${code}?code=${code}&token=${token}`, { token });
    await app.call('POST', '/api/2fa/validate', { body: `{"loginToken": "${token}", "code": "${code}"` });
    await app.call('POST', '/api/2fa/validate', { body: { loginToken: [token], code: { code } } });
    await app.call('POST', '/api/auth/login', {
      body: { email: client.email, password: { password: PASSWORD } },
    });
    await real.query('ALTER TABLE payments RENAME TO payments_away');
    const failed = await verifyAndPay(app, client, approvalId, code);
    const failedLater = await as(client, '/api/2fa/backup-codes', { password: PASSWORD, code });
    await real.query('ALTER TABLE payments_away RENAME TO payments');
    await real.query('ALTER TABLE audit_events RENAME TO audit_events_away');
    const unaudited = await login(app, client.email);
    await real.query('ALTER TABLE audit_events_away RENAME TO audit_events');
    expect([failed.status, unaudited.status]).toEqual([500, 500]);
    expect(failedLater.status).toBe(200);
  });
});

describe('then none of all that was heard stands', () => {
  beforeAll(async () => {
    dumps.push(await dump(real));
    expect(ear.secrets.size).toBeGreaterThan(80);
  });

  it('in any row of any table', () => {
    expect(dumps.join('\n')).toContain('graphile_worker');
    expect(ear.findIn(dumps.join('\n'))).toEqual([]);
  });

  it('in a line of the log, at the level that says most', () => {
    expect(logs.length).toBeGreaterThan(150);
    expect(ear.findIn(logs.join('\n'))).toEqual([]);
  });

  it('in the metrics', async () => {
    const { status, body } = await real.call('GET', '/metrics');
    expect([status, String(body).includes('shopflow_verifications_total')]).toEqual([200, true]);
    expect(ear.findIn(String(body))).toEqual([]);
  });

  it('in a problem document', () => {
    expect(ear.refusals.length).toBeGreaterThan(15);
    expect(ear.findIn(ear.refusals.join('\n'))).toEqual([]);
  });

  it('and it would be noticed', () => {
    expect(ear.findIn(`{"x":"${payer.secret.toLowerCase()}"}`)).toHaveLength(1);
    expect(ear.findIn(`\\x${Buffer.from(payer.client.token).toString('hex')}`)).toHaveLength(1);
    expect(ear.findIn(`(1,${PASSWORD},2)`)).toHaveLength(1);
  });
});
