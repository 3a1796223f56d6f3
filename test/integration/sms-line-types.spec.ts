import { SECOND } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { tally, together } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

let phones: Phones;
let app: TestApp;
let person: Account;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: { ...phones.env, TWILIO_LOOKUP: 'true', SMS_HOURLY_PER_ADDRESS: '1000' } });
});
afterAll(async () => {
  await app.close();
  await phones.close();
});
beforeEach(async () => {
  phones.heal();
  phones.twilio.calls.length = 0;
  person = await registerUser(app);
});

const setUp = (phone: string) =>
  app.call('POST', '/api/2fa/setup', { token: person.token, body: { method: 'sms', phone, consent: true } });
const lookUps = () => phones.twilio.calls.filter(({ path }) => path.startsWith('/v2/PhoneNumbers/'));
const sends = () => app.query('SELECT FROM sms_sends WHERE user_id = $1', [person.id]);

it.each([
  ['landline', 'not-mobile'],
  ['nonFixedVoip', 'not-mobile'],
  ['tollFree', 'not-mobile'],
  [null, 'not-a-number'],
])('a number that is %s for its carrier gets no text, and counts', async (type, reason) => {
  const phone = phones.newNumber();
  phones.twilio.lineTypes.set(phone, type);
  const { status, body } = await setUp(phone);
  expect([status, body.code, body.reason]).toEqual([422, 'phone-not-usable', reason]);
  expect(lookUps()).toHaveLength(1);
  expect(phones.twilio.calls).toHaveLength(1);
  expect(await app.query('SELECT FROM factors WHERE user_id = $1', [person.id])).toEqual([]);
  expect(await sends()).toHaveLength(1);
});

it('a mobile number is set up, and its look-up and its text count as one', async () => {
  await enrolSms(app, phones, person);
  expect(lookUps()).toHaveLength(1);
  expect(lookUps()[0]?.headers.authorization).toMatch(/^Basic /);
  expect(await sends()).toHaveLength(1);
});

it.each([
  ['does not answer', { kind: 'hang' } as const],
  ['is broken', { kind: 'broken', status: 500 } as const],
  ['is busy', { kind: 'refuse', status: 429, code: 20429 } as const],
  ['refuses us', { kind: 'refuse', status: 401, code: 20003 } as const],
])('where the carrier %s, the numbering plan decides', async (_, fault) => {
  phones.twilio.lookUpFault = fault;
  const started = performance.now();
  await enrolSms(app, phones, person);
  expect(performance.now() - started).toBeLessThan(5 * SECOND);
});

it('a number that Twilio has never heard of is none', async () => {
  phones.twilio.lookUpFault = { kind: 'refuse', status: 404, code: 20404 };
  expect((await setUp(phones.newNumber())).body).toMatchObject({
    code: 'phone-not-usable',
    reason: 'not-a-number',
  });
});

it('a type that is not known leaves it to the numbering plan', async () => {
  const phone = phones.newNumber();
  phones.twilio.lineTypes.set(phone, 'unknown');
  expect((await setUp(phone)).status).toBe(201);
});

it('is not asked for what is refused before, nor more often than texts may be sent', async () => {
  expect((await setUp('+493012345678')).body.reason).toBe('not-mobile');
  expect((await setUp('+33612345678')).body.reason).toBe('country-not-allowed');
  expect(lookUps()).toHaveLength(0);
  const bought = phones.newNumber();
  phones.twilio.lineTypes.set(bought, 'landline');
  const answers = await together(10, () => setUp(bought));
  expect(tally(answers)).toEqual({ '422 phone-not-usable': 3, '429 too-many-codes': 7 });
  expect(lookUps()).toHaveLength(3);
});

it('is not asked for somebody who lacks the challenge for another factor', async () => {
  await enrolSms(app, phones, person);
  const asked = lookUps().length;
  expect((await setUp(phones.newNumber())).body.code).toBe('second-factor-required');
  expect(lookUps()).toHaveLength(asked);
});

it('keeps the number out of log and answer when it fails', async () => {
  const logs: string[] = [];
  const other = await startApp({
    databaseUrl: app.databaseUrl,
    clock: app.clock,
    mailbox: app.mailbox,
    env: { ...phones.env, TWILIO_LOOKUP: 'true' },
    logs,
  });
  phones.twilio.lookUpFault = { kind: 'broken', status: 500 };
  const phone = phones.newNumber();
  const request = { token: person.token, body: { method: 'sms', phone, consent: true } };
  await expectStatus(201, other.call('POST', '/api/2fa/setup', request));
  await other.close();
  expect(logs.join('\n')).toContain('could not be looked up');
  expect(logs.join('\n')).not.toContain(phone.slice(1));
});
