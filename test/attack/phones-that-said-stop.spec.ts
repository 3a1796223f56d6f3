import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, validateLogin } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

const INCOMING = 'https://shop.example/api/webhooks/twilio/incoming';
let phones: Phones;
let app: TestApp;
let person: Account;
let phone: string;
let backupCodes: string[];

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: { ...phones.env, SMS_HOURLY_PER_ADDRESS: '1000' } });
  phones.twilio.applicationUrl = app.url;
});
afterAll(async () => {
  await app.close();
  await phones.close();
});
beforeEach(async () => {
  phones.heal();
  phones.twilio.receipts = [];
  person = await registerUser(app);
  ({ phone, backupCodes } = await enrolSms(app, phones, person));
  phones.sns.calls.length = 0;
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let waited = 0; waited < 8_000; waited += 50) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not happen');
}

const withdrawal = () =>
  until(
    async () => (await auditEvents(app, `actor_id = $1 AND type = 'sms_consent.withdrawn'`, [person.id]))[0],
  );
const newestText = (status: string) =>
  until(
    async () =>
      (
        await app.query<{ id: string; last_error: string | null; sealed_content: string | null }>(
          `SELECT * FROM (SELECT * FROM messages WHERE user_id = $1 AND channel = 'sms' ORDER BY created_at DESC LIMIT 1) m WHERE status = $2`,
          [person.id, status],
        )
      )[0],
  );
const report = (message: string, fields: Record<string, string>) =>
  phones.twilio.post(`https://shop.example/api/webhooks/twilio/status?message=${message}`, {
    MessageSid: 'SM1',
    ...fields,
  });

/** No text by anybody, the owner knows, and their backup code opens the door. */
async function expectStopped(): Promise<void> {
  expect((await withdrawal()).details.by).toBe('stop');
  await app.mailbox.waitFor(person.email, ({ text }) => text.includes('were stopped'));
  const [asked, askedOther] = [phones.twilio.calls.length, phones.sns.calls.length];
  const { challenge, loginToken } = (await expectStatus(200, login(app, person.email))).body;
  expect(challenge).toMatchObject({ method: 'backup_code', delivery: null });
  expect(phones.twilio.calls).toHaveLength(asked);
  expect(phones.sns.calls).toHaveLength(askedOther);
  await expectStatus(200, validateLogin(app, loginToken, backupCodes[0] as string));
}

it('a refusal because of an opt-out (21610) ends consent, goes to nobody else, and is told by e-mail', async () => {
  phones.twilio.fault = { kind: 'refuse', status: 400, code: 21610 };
  await login(app, person.email);
  expect((await newestText('failed')).last_error).toBe('opted-out 21610');
  expect(phones.sns.calls).toHaveLength(0);
  phones.heal();
  await expectStopped();
});

it('the same, reported after Twilio had taken the text', async () => {
  await login(app, person.email);
  const { id } = await newestText('sent');
  expect(await report(id, { MessageStatus: 'undelivered', ErrorCode: '21610' })).toBe(204);
  expect(await newestText('failed')).toMatchObject({ last_error: 'opted-out 21610', sealed_content: null });
  await expectStopped();
  expect(phones.sns.calls).toHaveLength(0);
});

it('SNS is believed as well', async () => {
  phones.twilio.fault = { kind: 'broken', status: 503 };
  phones.sns.fault = { kind: 'refuse', status: 400, code: 'OptedOut' };
  await login(app, person.email);
  await newestText('failed');
  phones.heal();
  await expectStopped();
});

it('a number that nobody has any more is not tried at SNS', async () => {
  await login(app, person.email);
  const { id } = await newestText('sent');
  await report(id, { MessageStatus: 'undelivered', ErrorCode: '30005' });
  expect((await newestText('failed')).last_error).toBe('invalid-number 30005');
  expect(phones.sns.calls).toHaveLength(0);
});

it('a text on its way does not go to SNS after STOP', async () => {
  await login(app, person.email);
  const { id } = await newestText('sent');
  await phones.twilio.post(INCOMING, { From: phone, Body: 'stop' });
  await report(id, { MessageStatus: 'undelivered', ErrorCode: '30008' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(phones.sns.calls).toHaveLength(0);
});

it('a stranger cannot have texts sent to a number that said STOP, until it says START', async () => {
  await phones.twilio.post(INCOMING, { From: phone, Body: 'STOP' });
  const { token } = await registerUser(app);
  const setUp = () =>
    app.call('POST', '/api/2fa/setup', { token, body: { method: 'sms', phone, consent: true } });
  expect((await setUp()).body).toMatchObject({ code: 'phone-not-usable', reason: 'opted-out' });
  await phones.twilio.post(INCOMING, { From: phone, Body: 'START' });
  expect((await setUp()).status).toBe(201);
});

it('START does not bring back a phone that was removed meanwhile, but makes its number usable', async () => {
  await phones.twilio.post(INCOMING, { From: phone, Body: 'STOP' });
  const proofs = { password: person.password, code: backupCodes[1] };
  await expectStatus(204, app.call('POST', '/api/2fa/disable', { token: person.token, body: proofs }));
  await phones.twilio.post(INCOMING, { From: phone, Body: 'START' });
  expect(
    await app.query('SELECT FROM sms_consents WHERE user_id = $1 AND withdrawn_at IS NULL', [person.id]),
  ).toEqual([]);
  await enrolSms(app, phones, person, phone);
});
