import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { MINUTE, SECOND } from '../../src/common/clock';
import { TwilioSimulator } from '../../src/demo/sms/twilio-simulator';
import { MessageJobs } from '../../src/messaging/message-jobs';
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
  phones.twilio.receipts = ['sent', 'delivered'];
  person = await registerUser(app);
  phone = (await enrolSms(app, phones, person)).phone;
  await until((row) => row.receipt === 'delivered');
  phones.texts.length = 0;
});

const stored = async () =>
  (
    await app.query<{
      id: string;
      receipt: string;
      status: string;
      provider: string;
      sealed_content: string;
    }>('SELECT * FROM messages WHERE user_id = $1 AND channel = $2 ORDER BY created_at DESC LIMIT 1', [
      person.id,
      'sms',
    ])
  )[0];

async function until(satisfied: (row: NonNullable<Awaited<ReturnType<typeof stored>>>) => boolean) {
  for (let waited = 0; waited < 8_000; waited += 30) {
    const row = await stored();
    if (row && satisfied(row)) return row;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`The message stays ${JSON.stringify(await stored())}`);
}

const sweep = () => app.get(MessageJobs).sweep();
const texts = () => phones.texts.filter(({ to }) => to === phone);
const report = (message: string, status: string) =>
  phones.twilio.post(`https://shop.example/api/webhooks/twilio/status?message=${message}`, {
    MessageSid: 'SM1',
    MessageStatus: status,
  });

it('keeps the text until it is delivered, and then wipes it', async () => {
  phones.twilio.receipts = [];
  await login(app, person.email);
  const waiting = await until(({ status }) => status === 'sent');
  expect(waiting.sealed_content).toEqual(expect.any(String));
  expect(await report(waiting.id, 'delivered')).toBe(204);
  expect(await stored()).toMatchObject({ status: 'sent', receipt: 'delivered', sealed_content: null });
});

it.each(['undelivered', 'failed'])('sends the same text by SNS when Twilio reports it %s', async (status) => {
  phones.twilio.receipts = ['sent', status];
  const started = performance.now();
  const { body } = await expectStatus(200, login(app, person.email));
  await phones.waitFor(phone, ({ provider }) => provider === 'sns');
  expect(performance.now() - started).toBeLessThan(5 * SECOND);
  const [first, second] = texts();
  expect([first?.provider, second?.provider, second?.text]).toEqual(['twilio', 'sns', first?.text]);
  expect(await until((row) => row.provider === 'sns' && row.status === 'sent')).toMatchObject({
    sealed_content: null,
  });
  expect(
    await app.query(`SELECT FROM challenges WHERE user_id = $1 AND status = 'open'`, [person.id]),
  ).toHaveLength(1);
  await expectStatus(200, validateLogin(app, body.loginToken, await phones.codeFor(phone)));
});

it('sends the same text by SNS when no receipt comes in time, once', async () => {
  phones.twilio.receipts = [];
  await login(app, person.email);
  const { id } = await until(({ status }) => status === 'sent');
  app.clock.advance(10 * SECOND);
  await sweep();
  expect(texts()).toHaveLength(1);
  app.clock.advance(11 * SECOND);
  await Promise.all([sweep(), sweep(), report(id, 'failed')]);
  await phones.waitFor(phone, ({ provider }) => provider === 'sns');
  expect(await report(id, 'undelivered')).toBe(204);
  await sweep();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(texts().map(({ provider }) => provider)).toEqual(['twilio', 'sns']);
});

it('does not repeat a text that a carrier took without saying more, and wipes it with the code', async () => {
  phones.twilio.receipts = ['sent'];
  await login(app, person.email);
  await until(({ status, receipt }) => status === 'sent' && receipt === 'sent');
  app.clock.advance(MINUTE);
  await sweep();
  expect((await stored())?.sealed_content).toEqual(expect.any(String));
  app.clock.advance(10 * MINUTE);
  await sweep();
  expect(await stored()).toMatchObject({ status: 'sent', provider: 'twilio', sealed_content: null });
  expect(texts()).toHaveLength(1);
});

it('does not repeat a code that has been used', async () => {
  phones.twilio.receipts = [];
  const { body } = await expectStatus(200, login(app, person.email));
  await expectStatus(200, validateLogin(app, body.loginToken, await phones.codeFor(phone)));
  app.clock.advance(21 * SECOND);
  await sweep();
  expect(await until(({ sealed_content }) => sealed_content === null)).toMatchObject({ provider: 'twilio' });
  expect(texts()).toHaveLength(0);
});

it('believes nobody without the right signature', async () => {
  phones.twilio.receipts = [];
  await login(app, person.email);
  const { id } = await until(({ status }) => status === 'sent');
  const path = `/api/webhooks/twilio/status?message=${id}`;
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  for (const headers of [form, { ...form, 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }]) {
    const { status, body } = await app.call('POST', path, { body: 'MessageStatus=failed', headers });
    expect([status, body.code]).toEqual([403, 'webhook-signature-invalid']);
  }
  expect((await app.call('POST', '/api/auth/login', { body: 'email=a', headers: form })).status).toBe(415);
  expect(await stored()).toMatchObject({ receipt: null, status: 'sent' });
});

it('honours STOP, tells the owner by e-mail, and START takes it back', async () => {
  expect(await phones.twilio.post(INCOMING, { From: phone, Body: ' Stop ' })).toBe(200);
  const asked = phones.twilio.calls.length;
  const takesOnlyBackupCodes = { method: 'backup_code', delivery: null };
  expect((await login(app, person.email)).body.challenge).toMatchObject(takesOnlyBackupCodes);
  expect(phones.twilio.calls).toHaveLength(asked);
  await app.mailbox.waitFor(person.email, ({ text }) => text.includes('were stopped'));
  expect(await phones.twilio.post(INCOMING, { From: phone, Body: 'hello' })).toBe(200);
  expect((await login(app, person.email)).body.challenge).toMatchObject(takesOnlyBackupCodes);
  await phones.twilio.post(INCOMING, { From: phone, Body: 'START', OptOutType: 'START' });
  expect((await login(app, person.email)).body.challenge.method).toBe('sms');
  const events = await auditEvents(app, `actor_id = $1 AND type LIKE 'sms_consent%'`, [person.id]);
  expect(events.map(({ type, details }) => [type, details.by ?? null])).toEqual([
    ['sms_consent.given', null],
    ['sms_consent.withdrawn', 'stop'],
    ['sms_consent.given', 'start'],
  ]);
});

it('come to an application at localhost, where the demo is', async () => {
  const heard = new EventEmitter();
  const application = createServer((request, response) => {
    void text(request).then((form) => heard.emit('form', form));
    response.end();
  }).listen(0, 'localhost');
  const twilio = await TwilioSimulator.listen(() => undefined);
  await once(application, 'listening');
  const { port } = application.address() as AddressInfo;
  const receipt = once(heard, 'form');
  await fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${twilio.accountSid}:${twilio.authToken}`)}` },
    body: new URLSearchParams({
      To: '+4915112345678',
      From: twilio.phoneNumber,
      Body: 'Hello',
      StatusCallback: `http://localhost:${port}/`,
    }),
  });
  expect(await receipt).toEqual([expect.stringContaining('MessageStatus=sent')]);
  application.close();
  await twilio.close();
});
