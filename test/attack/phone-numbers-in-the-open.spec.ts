import { SECOND } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { pendingApproval } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

const logs: string[] = [];
const answers: Answer[] = [];
let phones: Phones;
let app: TestApp;
let person: Account;
let phone: string;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env, logs });
  phones.twilio.applicationUrl = app.url;
  person = await registerUser(app);
  const payee = await registerUser(app, { accountType: 'payee' });
  phone = (await enrolSms(app, phones, person)).phone;
  answers.push(await login(app, person.email));
  phones.twilio.fault = { kind: 'refuse', status: 400, code: 21211 };
  const { challengeId } = await pendingApproval(app, { client: person, payee });
  await ended(challengeId);
  app.clock.advance(20 * 60 * SECOND);
  person.token = '';
  const { loginToken, challenge } = (await expectStatus(200, login(app, person.email))).body;
  phones.twilio.fault = { kind: 'broken', status: 500 };
  phones.sns.fault = { kind: 'hang' };
  app.clock.advance(60 * SECOND);
  answers.push(
    await app.call('POST', `/api/2fa/challenges/${challenge.id}/resend`, { body: { loginToken } }),
    await app.call('POST', '/api/2fa/setup', { body: { method: 'sms', phone, consent: true } }),
  );
  await new Promise((resolve) => setTimeout(resolve, 4_000));
});
afterAll(async () => {
  await app.close();
  await phones.close();
});

async function ended(challengeId: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 50) {
    const answer = await app.call('GET', `/api/2fa/challenges/${challengeId}`, { token: person.token });
    answers.push(answer);
    if (answer.body.delivery.status === 'failed') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The text was not refused');
}

/** As written, without its country, and as bytes. */
const spellings = () => [phone.slice(1), phone.slice(3), Buffer.from(phone).toString('hex')];

it('are in no table, job or audit event', async () => {
  const tables = await app.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN ('public', 'graphile_worker', 'sandbox_gateway')`,
  );
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    const [row] = await app.query<{ content: string | null }>(
      `SELECT string_agg(t::text, '|') AS content FROM ${name} t`,
    );
    for (const spelling of spellings())
      expect(`${name}: ${row?.content?.includes(spelling) ?? false}`).toBe(`${name}: false`);
  }
});

it('are in no log line, though sending has failed in several ways', () => {
  expect(logs.join('\n')).toContain('invalid-number 21211');
  expect(logs.join('\n')).toMatch(/unavailable|timeout/);
  for (const spelling of spellings()) expect(logs.join('\n')).not.toContain(spelling);
});

it('are in no answer', () => {
  expect(answers.length).toBeGreaterThan(2);
  for (const spelling of spellings())
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(spelling);
});
