import { MINUTE, SECOND } from '../../src/common/clock';
import { isGsm } from '../../src/messaging/sms/sms-text';
import { expectStatus, login, PASSWORD } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { auditEvents, pendingApproval } from '../support/attacks';
import { type Account, enrolTotp, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

let phones: Phones;
let app: TestApp;
let person: Account;

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
  person = await registerUser(app);
});

const status = async () => (await app.call('GET', '/api/2fa/status', { token: person.token })).body;
const read = async (id: string) =>
  (await app.call('GET', `/api/2fa/challenges/${id}`, { token: person.token })).body;
const resend = (id: string, body: unknown = {}) =>
  app.call('POST', `/api/2fa/challenges/${id}/resend`, { token: person.token, body });
const open = () =>
  app.call('POST', '/api/2fa/challenges', { token: person.token, body: { purpose: 'manage-factors' } });

async function until(id: string, wanted: string) {
  for (let waited = 0; waited < 15_000; waited += 50) {
    const challenge = await read(id);
    if (challenge.delivery?.status === wanted) return challenge;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The message does not become ${wanted}`);
}

describe('a payment', () => {
  it('is approved by a text that names amount, payee and reference, in the GSM alphabet', async () => {
    const payee = await registerUser(app, { accountType: 'payee', name: 'Grace Hopper' });
    const { phone } = await enrolSms(app, phones, person);
    const { approvalId, challengeId } = await pendingApproval(
      app,
      { client: person, payee },
      { amount: 900_000 },
    );
    const challenge = await read(challengeId);
    expect(challenge).toMatchObject({ method: 'sms', methods: ['sms'] });
    const { text } = await phones.waitFor(phone, ({ text }) => text.includes(challenge.reference));
    expect(text).toContain('approve $9,000.00 to Grace Hopper.');
    expect(text.split('\n').at(-1)).toMatch(/^@shop\.example #\d{6}$/);
    expect(isGsm(text)).toBe(true);
    expect((await until(challengeId, 'sent')).delivery).toEqual({
      channel: 'sms',
      provider: 'twilio',
      status: 'sent',
    });
    expect((await verifyAndPay(app, person, approvalId, await phones.codeFor(phone))).status).toBe(200);
  });

  it('goes by app first, by SMS on request, and not by e-mail above its cap', async () => {
    const payee = await registerUser(app, { accountType: 'payee' });
    const secret = await enrolTotp(app, person);
    const { body: managing } = await expectStatus(201, open());
    const proof = { token: person.token, body: { code: freshTotpCode(app, secret) } };
    await expectStatus(204, app.call('POST', `/api/2fa/challenges/${managing.id}/verify`, proof));
    const { phone } = await enrolSms(app, phones, person, undefined, { 'X-2FA-Challenge': managing.id });
    const { approvalId, challengeId } = await pendingApproval(
      app,
      { client: person, payee },
      { amount: 900_000 },
    );
    expect(await read(challengeId)).toMatchObject({
      method: 'totp',
      methods: ['totp', 'sms'],
      delivery: null,
    });
    expect((await resend(challengeId, { method: 'email' })).body.code).toBe('stronger-factor-required');
    await expectStatus(200, resend(challengeId, { method: 'sms' }));
    expect((await verifyAndPay(app, person, approvalId, await phones.codeFor(phone))).status).toBe(200);
    const [event] = await auditEvents(app, `type = 'challenge.verified' AND details->>'subjectId' = $1`, [
      approvalId,
    ]);
    expect(event?.details.method).toBe('sms');
  });
});

describe('a code by SMS', () => {
  it('comes again after a minute, and only the newest is good', async () => {
    const { phone } = await enrolSms(app, phones, person);
    const { body: challenge } = await expectStatus(201, open());
    const first = await phones.codeFor(phone);
    expect((await resend(challenge.id)).body.code).toBe('resend-too-soon');
    app.clock.advance(MINUTE);
    await expectStatus(200, resend(challenge.id));
    const second = await phones.codeFor(phone);
    const verify = (code: string) =>
      app.call('POST', `/api/2fa/challenges/${challenge.id}/verify`, { token: person.token, body: { code } });
    if (first !== second) expect((await verify(first)).status).toBe(422);
    expect((await verify(second)).status).toBe(204);
  });

  it('turns two-factor authentication off together with the password', async () => {
    const { phone } = await enrolSms(app, phones, person);
    await expectStatus(201, open());
    const proofs = { password: PASSWORD, code: await phones.codeFor(phone) };
    await expectStatus(204, app.call('POST', '/api/2fa/disable', { token: person.token, body: proofs }));
    expect(await status()).toMatchObject({ enabled: false, factors: [] });
  });

  it('comes by SNS within 5 seconds when Twilio hangs, and leaves one live challenge', async () => {
    const { phone } = await enrolSms(app, phones, person);
    phones.twilio.fault = { kind: 'hang' };
    const started = performance.now();
    const { body: challenge } = await expectStatus(201, open());
    const text = await phones.waitFor(phone);
    expect(performance.now() - started).toBeLessThan(5 * SECOND);
    expect(text.provider).toBe('sns');
    expect((await until(challenge.id, 'sent')).delivery.provider).toBe('sns');
    const live = await app.query(`SELECT FROM challenges WHERE user_id = $1 AND status = 'open'`, [
      person.id,
    ]);
    expect(live).toHaveLength(1);
    const proof = { token: person.token, body: { code: await phones.codeFor(phone) } };
    await expectStatus(204, app.call('POST', `/api/2fa/challenges/${challenge.id}/verify`, proof));
  });

  it('is the same by both when Twilio took it but lost its answer', async () => {
    const { phone } = await enrolSms(app, phones, person);
    phones.twilio.fault = { kind: 'success-then-drop' };
    await expectStatus(201, open());
    await phones.waitFor(phone, ({ provider }) => provider === 'sns');
    const texts = phones.texts.filter(({ to }) => to === phone);
    expect(texts.map(({ provider }) => provider)).toEqual(['twilio', 'sns']);
    expect(texts[0]?.text).toBe(texts[1]?.text);
  });

  it('is told to have failed when both are down; another method is offered at once and no attempt counted', async () => {
    const payee = await registerUser(app, { accountType: 'payee' });
    await enrolSms(app, phones, person);
    phones.twilio.fault = { kind: 'broken', status: 503 };
    phones.sns.fault = { kind: 'broken', status: 503 };
    const { approvalId, challengeId } = await pendingApproval(app, { client: person, payee });
    for (let waited = 0; waited < 40 && (await read(challengeId)).delivery.status !== 'failed'; waited++) {
      app.clock.advance(2 * SECOND);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(await read(challengeId)).toMatchObject({
      methods: ['sms', 'email'],
      attemptsRemaining: 3,
      delivery: { channel: 'sms', status: 'failed' },
    });
    expect((await resend(challengeId)).body.code).toBe('resend-too-soon');
    await expectStatus(200, resend(challengeId, { method: 'email' }));
    const { reference } = await read(challengeId);
    const mail = await app.mailbox.waitFor(person.email, ({ text }) => text.includes(reference));
    const code = (/(?<![\w-])\d{6}(?![\w-])/.exec(mail.text) as RegExpExecArray)[0];
    expect((await verifyAndPay(app, person, approvalId, code)).status).toBe(200);
  });

  it('does not go to SNS when the number is invalid', async () => {
    await enrolSms(app, phones, person);
    const asked = phones.sns.calls.length;
    phones.twilio.fault = { kind: 'refuse', status: 400, code: 21614 };
    const { body: challenge } = await expectStatus(201, open());
    await until(challenge.id, 'failed');
    expect(phones.sns.calls).toHaveLength(asked);
  });
});

describe('more than three texts in 15 minutes', () => {
  it('are not sent: a login takes a backup code, or waits', async () => {
    const { phone } = await enrolSms(app, phones, person);
    const logins = [];
    for (let count = 0; count < 3; count++) logins.push(await login(app, person.email));
    const ways = logins.map(({ body }) => [body.challenge.method, body.challenge.methods]);
    expect(ways).toEqual([
      ['sms', ['sms']],
      ['sms', ['sms']],
      ['backup_code', ['sms', 'backup_code']],
    ]);
    const { challenge, loginToken } = (logins[2] as Answer).body;
    const { id, delivery, resendAvailableAt } = challenge;
    expect(delivery).toBeNull();
    expect(Date.parse(resendAvailableAt) - app.clock.now().getTime()).toBeGreaterThan(13 * MINUTE);
    const again = await app.call('POST', `/api/2fa/challenges/${id}/resend`, { body: { loginToken } });
    expect([again.status, again.body.code]).toEqual([429, 'resend-too-soon']);
    await phones.waitFor(phone);
    await app.query('DELETE FROM backup_codes WHERE user_id = $1', [person.id]);
    const waiting = await login(app, person.email);
    expect([waiting.status, waiting.body.code]).toEqual([429, 'too-many-codes']);
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(13 * 60);
    app.clock.advance(16 * MINUTE);
    expect((await login(app, person.email)).status).toBe(200);
  });
});
