import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../src/common/clock';
import { MessageJobs } from '../../src/messaging/message-jobs';
import { enrolTotp, expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, validateLogin } from '../support/attacks';
import { type Account, freshTotpCode, type Operator, registerOperator } from '../support/factories';
import { FIREFOX, noticesOf, untilNoticed } from '../support/notices';

const RENAMED = 'A second factor was renamed (ShopFlow)';
let app: TestApp;
let person: Account;
let secret: string;
let admin: Operator;
let factorId: string;

beforeAll(async () => {
  app = await startApp();
  [person, admin] = await Promise.all([openAccount(app), registerOperator(app, 'admin')]);
  secret = await enrolTotp(app, person);
  const { token } = person;
  const { body } = await expectStatus(200, app.call('GET', '/api/2fa/status', { token }));
  factorId = body.factors[0].id;
});
afterAll(() => app?.close());
beforeEach(() => {
  app.mailbox.refuseWith = null;
  app.mailbox.messages.length = 0;
});

const rename = (label: string, userAgent = FIREFOX) =>
  app.call('PATCH', `/api/2fa/factors/${factorId}`, {
    token: person.token,
    body: { label },
    headers: { 'User-Agent': userAgent },
  });
const renamed = () => app.mailbox.waitFor(person.email, ({ subject }) => subject === RENAMED);
const setZone = (timeZone: unknown) =>
  app.call('PATCH', '/api/auth/me', { token: person.token, body: { timeZone } });
const health = ({ token }: Account = admin) => app.call('GET', '/api/admin/messages/health', { token });

async function readyz() {
  app.clock.advance(SECOND);
  return (await expectStatus(200, app.call('GET', '/readyz'))).body.details;
}

async function logInAgain(): Promise<void> {
  const { body } = await expectStatus(200, login(app, person.email));
  const code = freshTotpCode(app, secret);
  person.token = (await expectStatus(200, validateLogin(app, body.loginToken, code))).body.token;
}

it('say what happened, when and from where, as HTML and as text', async () => {
  await expectStatus(200, rename('Work phone'));
  const { html, text, raw } = await renamed();
  for (const part of [html, text])
    for (const fact of ['Ada Lovelace', '“Work phone”', '127.0.0.1, Firefox on Windows', 'seven days'])
      expect(part).toContain(fact);
  expect(text).toMatch(/^https:\/\/shop\.example\/wasnt-me#token=[\w-]{43}$/m);
  expect(raw).not.toMatch(/<img|http:\/\/|List-Unsubscribe/i);
});

it('escape what strangers typed and keep it on one line', async () => {
  const label = '<img src=x onerror=alert(1)>\nBcc: eve@example.com\u202e';
  await expectStatus(200, rename(label, '<script>alert(2)</script> "\'>'));
  const { html, text, headers } = await renamed();
  expect(html).not.toMatch(/<img|<script/);
  expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; Bcc: eve@example.com');
  expect(text).not.toMatch(/^Bcc:/m);
  expect(headers.filter(({ key }) => key === 'bcc')).toEqual([]);
  const [{ place, body } = { place: '', body: '' }] = await noticesOf(app, person);
  expect(place).toBe('127.0.0.1, Unknown device');
  expect(body).toContain(label);
});

describe('the time zone', () => {
  it.each([
    undefined,
    null,
    7,
    '',
    '+02:00',
    'Europe/Atlantis',
    'Europe/Zurich; DROP',
    ['UTC'],
    'x'.repeat(65),
  ])('%j is refused', async (timeZone) => {
    expect((await setZone(timeZone)).status).toBe(400);
  });

  it('is chosen by the person, shown and audited', async () => {
    const { body } = await expectStatus(200, setZone('America/New_York'));
    expect(body).toMatchObject({ id: person.id, timeZone: 'America/New_York' });
    const { token } = person;
    expect((await app.call('GET', '/api/auth/me', { token })).body.timeZone).toBe('America/New_York');
    const [event] = await auditEvents(app, `type = 'account.profile_changed' AND actor_id = $1`, [person.id]);
    expect(event).toMatchObject({ outcome: 'success', details: { fields: ['timeZone'] } });
    expect((await app.call('GET', '/api/auth/me', { token: admin.token })).body.timeZone).toBe('UTC');
  });

  it.each([
    ['2027-03-14T06:59:00Z', 'March 14, 2027 at 1:59 AM Eastern Standard Time'],
    ['2027-03-14T07:01:00Z', 'March 14, 2027 at 3:01 AM Eastern Daylight Time'],
    ['2027-11-07T05:30:00Z', 'November 7, 2027 at 1:30 AM Eastern Daylight Time'],
    ['2027-11-07T06:30:00Z', 'November 7, 2027 at 1:30 AM Eastern Standard Time'],
  ])('tells %s as %s', async (at, told) => {
    app.clock.stop(new Date(new Date(at).getTime() - 30 * SECOND));
    await logInAgain();
    app.clock.stop(new Date(at));
    await expectStatus(200, rename('Phone'));
    const { html, text } = await renamed();
    for (const part of [html, text]) expect(part).toContain(told);
  });
});

describe('while the mail server refuses', () => {
  it('changes go through, the trouble shows, and the notice arrives later', async () => {
    await logInAgain();
    expect((await readyz()).email.state).toBe('ok');
    app.mailbox.refuseWith = 451;
    await expectStatus(200, rename('Phone of the outage'));
    const [told] = await noticesOf(app, person);
    expect(told).toMatchObject({ kind: 'factor-renamed' });
    await untilFailed();
    app.clock.advance(MINUTE);
    const { email } = await readyz();
    expect(email).toMatchObject({ state: 'degraded', recentFailures: 1, lastError: 'EMESSAGE 451' });
    expect(email.oldestWaitingSeconds).toBeGreaterThanOrEqual(60);
    app.mailbox.refuseWith = null;
    await app.get(MessageJobs).sweep();
    expect((await renamed()).text).toContain('Phone of the outage');
  });

  it('admins and auditors see what failed, without addresses', async () => {
    app.mailbox.refuseWith = 550;
    await expectStatus(200, rename('Lost'));
    await untilNoticed(app, person, 'email-undelivered');
    const { loginToken } = (await expectStatus(200, login(app, admin.email))).body;
    const validated = validateLogin(app, loginToken, freshTotpCode(app, admin.secret));
    admin.token = (await expectStatus(200, validated)).body.token;
    const { body } = await expectStatus(200, health());
    const masked = `${person.email[0]}${'*'.repeat(person.email.indexOf('@') - 1)}@example.com`;
    expect(body.failures[0]).toMatchObject({
      channel: 'email',
      provider: 'smtp',
      template: 'notice',
      status: 'failed',
      maskedDestination: masked,
      error: 'EMESSAGE 550',
    });
    expect(body.counts).toContainEqual({
      channel: 'email',
      provider: 'smtp',
      template: 'notice',
      status: 'failed',
      count: 1,
    });
    expect(JSON.stringify(body)).not.toContain(person.email);
    expect(body.sms.state).toBe('off');
    expect((await health(person)).status).toBe(403);
  });

  it('a person is told in the application that mails do not arrive, once an hour', async () => {
    const undelivered = async () =>
      (await noticesOf(app, person)).filter(({ kind }) => kind === 'email-undelivered').length;
    expect(await undelivered()).toBe(1);
    app.mailbox.refuseWith = 550;
    await expectStatus(200, rename('Lost again'));
    await untilFailed(2);
    expect(await undelivered()).toBe(1);
  });

  it('so they are of mails that came too late', async () => {
    app.clock.advance(61 * MINUTE);
    await logInAgain();
    app.mailbox.refuseWith = 451;
    await expectStatus(202, app.call('POST', '/api/auth/password-reset', { body: { email: person.email } }));
    await app.query(`DELETE FROM graphile_worker._private_jobs`);
    app.clock.advance(61 * MINUTE);
    await app.get(MessageJobs).sweep();
    await logInAgain();
    const [newest] = await noticesOf(app, person);
    expect(newest?.kind).toBe('email-undelivered');
  });
});

/** The mail has been tried, as often as `count` messages have failed in all. */
async function untilFailed(count = 1): Promise<void> {
  const failed = `SELECT FROM messages WHERE user_id = $1 AND last_failed_at IS NOT NULL AND status <> 'sent'`;
  for (let waited = 0; waited < 8_000; waited += 30) {
    if ((await app.query(failed, [person.id])).length >= count) return;
    await sleep(30);
  }
  throw new Error('No delivery failed');
}

describe('a login', () => {
  const logInFrom = async (userAgent: string) => {
    const headers = { 'User-Agent': userAgent };
    const { email, password } = person;
    const first = await expectStatus(
      200,
      app.call('POST', '/api/auth/login', { body: { email, password }, headers }),
    );
    const body = { loginToken: first.body.loginToken, code: freshTotpCode(app, secret) };
    const second = await expectStatus(200, app.call('POST', '/api/2fa/validate', { body, headers }));
    person.token = second.body.token;
  };
  const newLogins = async () =>
    (await noticesOf(app, person)).filter(({ kind }) => kind === 'new-login').length;

  it('from a browser that the person has not used lately is told, once', async () => {
    const before = await newLogins();
    await logInFrom(FIREFOX);
    expect(await newLogins()).toBe(before + 1);
    await logInFrom(FIREFOX.replaceAll('121.0', '122.0'));
    expect(await newLogins()).toBe(before + 1);
  });

  it('is not told when it stops before its second step', async () => {
    const before = await newLogins();
    const { email, password } = person;
    const headers = { 'User-Agent': 'stranger/1.0' };
    await expectStatus(200, app.call('POST', '/api/auth/login', { body: { email, password }, headers }));
    expect(await newLogins()).toBe(before);
  });
});
