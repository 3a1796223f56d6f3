import { randomUUID } from 'node:crypto';
import { after, MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { tally, together } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

const PEOPLE = 10;
const caps = { SMS_DAILY_BUDGET: '40', SMS_HOURLY_PER_ADDRESS: '6', SMS_HOURLY_PER_PREFIX: '5' };
let phones: Phones;
let app: TestApp;
let people: Account[];
let addresses = 0;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: { ...phones.env, ...caps, TRUSTED_PROXIES: '127.0.0.1' } });
  people = [];
  for (let count = 0; count < PEOPLE; count++) people.push(await registerUser(app));
});
afterAll(async () => {
  await app.close();
  await phones.close();
});
beforeEach(async () => {
  phones.heal();
  phones.twilio.calls.length = 0;
  await app.query('DELETE FROM sms_sends');
});

const freshAddress = () => `198.51.100.${++addresses % 250}`;

const setUp = ({ token }: Account, phone: string, from = freshAddress()) =>
  app.call('POST', '/api/2fa/setup', {
    token,
    body: { method: 'sms', phone, consent: true },
    headers: { 'X-Forwarded-For': from },
  });

const person = (index: number) => people[index % PEOPLE] as Account;

/** Those that were let through, and no others, reach the provider. */
async function reachProvider(count: number): Promise<void> {
  for (let waited = 0; waited < 5_000 && phones.twilio.calls.length < count; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(phones.twilio.calls.length).toBeLessThanOrEqual(count);
  const { length } = await app.query('SELECT FROM sms_sends');
  expect(length).toBe(count);
}

/** Sent long enough ago that a code would have been entered. */
const pumped = (count: number, minutesAgo: number) =>
  app.query(
    `INSERT INTO sms_sends (id, user_id, challenge_id, number_hash, prefix_hash, network, enrolment, created_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), sha256(n::text::bytea), sha256((-n)::text::bytea), '192.0.2.' || n, true, $2
     FROM generate_series(1, $3) n`,
    [person(0).id, after(app.clock.now(), -minutesAgo * MINUTE), count],
  );

it('does not get a fourth text to one person out of a burst', async () => {
  const answers = await together(10, () => setUp(person(0), phones.newNumber()));
  expect(tally(answers)).toEqual({ '201': 3, '429 too-many-codes': 7 });
  await reachProvider(3);
});

it('does not get a fourth text to one number out of a burst from many accounts', async () => {
  const phone = phones.newNumber();
  const answers = await together(PEOPLE, (index) => setUp(person(index), phone));
  expect(tally(answers)).toEqual({ '201': 3, '429 too-many-codes': PEOPLE - 3 });
  await reachProvider(3);
});

it('does not keep its owner from a code: strangers who set up the number use up nothing of theirs', async () => {
  const owner = await registerUser(app);
  const { phone } = await enrolSms(app, phones, owner);
  await app.query('DELETE FROM sms_sends');
  const strangers = await together(5, (index) => setUp(person(index), phone));
  expect(tally(strangers)).toEqual({ '201': 3, '429 too-many-codes': 2 });
  const methods = [];
  for (let count = 0; count < 4; count++) methods.push((await login(app, owner.email)).body.challenge.method);
  expect(methods).toEqual(['sms', 'sms', 'sms', 'backup_code']);
});

it('does not get more than its share out of one address', async () => {
  const answers = await together(PEOPLE, (index) => setUp(person(index), phones.newNumber(), '203.0.113.9'));
  expect(tally(answers)).toEqual({ '201': 6, '429 too-many-codes': PEOPLE - 6 });
  await reachProvider(6);
  expect((await setUp(person(0), phones.newNumber(), '203.0.113.10')).status).toBe(201);
  await reachProvider(7);
});

it('does not get more than its share into one block of numbers', async () => {
  const answers = await together(PEOPLE, (index) => setUp(person(index), `+4915209999${10 + index}0`));
  expect(tally(answers)).toEqual({ '201': 5, '429 too-many-codes': PEOPLE - 5 });
  await reachProvider(5);
});

it('does not spend the whole budget of the day on new numbers', async () => {
  await enrolSms(app, phones, person(1));
  await app.query('DELETE FROM sms_sends');
  await pumped(30, 9);
  const answers = await together(8, (index) => setUp(person(index + 2), phones.newNumber()));
  expect(tally(answers)).toEqual({ '201': 2, '503 method-unavailable': 6 });
  expect((await login(app, person(1).email)).body.challenge).toMatchObject({ method: 'sms' });
});

it('is stopped when hardly anybody enters the codes, without touching people whose number is proven', async () => {
  await pumped(31, 20);
  const { status, body, headers } = await setUp(person(2), phones.newNumber());
  expect([status, body.code]).toEqual([503, 'method-unavailable']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await login(app, person(1).email)).body.challenge).toMatchObject({ method: 'sms' });
});

it('does not start anew in another process', async () => {
  const other = await startApp({
    databaseUrl: app.databaseUrl,
    clock: app.clock,
    mailbox: app.mailbox,
    env: { ...phones.env, ...caps },
  });
  const phone = phones.newNumber();
  const body = { method: 'sms', phone, consent: true };
  const answers = await together(8, (index) =>
    (index % 2 ? app : other).call('POST', '/api/2fa/setup', { token: person(3).token, body }),
  );
  expect(tally(answers)).toEqual({ '201': 3, '429 too-many-codes': 5 });
  await other.close();
});

it('leaves no trace of a refused set-up', async () => {
  const phone = phones.newNumber();
  for (let count = 0; count < 3; count++) await expectStatus(201, setUp(person(4), phone));
  const pending = await app.query(`SELECT id FROM factors WHERE user_id = $1`, [person(4).id]);
  expect((await setUp(person(4), phone)).status).toBe(429);
  expect(await app.query(`SELECT id FROM factors WHERE user_id = $1`, [person(4).id])).toEqual(pending);
  expect((await setUp({ ...person(4), token: randomUUID() }, phone)).status).toBe(401);
});
