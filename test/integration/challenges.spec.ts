import { randomUUID } from 'node:crypto';
import { StaleChallengesJob } from '../../src/auth/2fa/challenges/stale-challenges.job';
import { DAY, MINUTE, SECOND } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, otherCode, pendingApproval, registerPayer, sentCodeOf } from '../support/attacks';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedMilestone,
  newOperator,
  registerUser,
  verifyAndPay,
} from '../support/factories';

let app: TestApp;
let payee: Account;

beforeAll(async () => {
  app = await startApp();
  payee = await registerUser(app, { accountType: 'payee', name: 'Grace Hopper' });
});
afterAll(() => app.close());
beforeEach(async () => {
  payee.token = (await expectStatus(200, login(app, payee.email))).body.token;
});

const open = ({ token }: Account, purpose = 'manage-factors') =>
  app.call('POST', '/api/2fa/challenges', { token, body: { purpose } });

const read = ({ token }: Account, id: string) => app.call('GET', `/api/2fa/challenges/${id}`, { token });

const resend = ({ token }: Account, id: string, body: unknown = {}) =>
  app.call('POST', `/api/2fa/challenges/${id}/resend`, { token, body });

const verify = ({ token }: Account, id: string, code: string) =>
  app.call('POST', `/api/2fa/challenges/${id}/verify`, { token, body: { code } });

async function untilSent(person: Account, id: string) {
  for (let waited = 0; waited < 5_000; waited += 20) {
    const { body } = await read(person, id);
    if (body.delivery?.status === 'sent') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The code was not sent');
}

describe('a challenge by e-mail', () => {
  it('shows how far its message is, where it went and when a new one may be asked for', async () => {
    const person = await registerUser(app);
    const { body } = await expectStatus(201, open(person));
    expect(body).toMatchObject({
      purpose: 'manage-factors',
      method: 'email',
      methods: ['email'],
      maskedDestination: expect.stringMatching(/^p\*+@example\.com$/),
      reference: expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}$/),
      attemptsRemaining: 5,
      delivery: { channel: 'email', status: 'queued' },
    });
    const now = app.clock.now().getTime();
    expect((new Date(body.expiresAt).getTime() - now) / MINUTE).toBeCloseTo(10, 1);
    expect((new Date(body.resendAvailableAt).getTime() - now) / SECOND).toBeCloseTo(60, 0);
    expect((await untilSent(person, body.id)).delivery).toEqual({
      channel: 'email',
      provider: expect.any(String),
      status: 'sent',
    });
  });

  it('keeps its reference over resends, and only the newest code is good', async () => {
    const person = await registerUser(app);
    const { body: challenge } = await expectStatus(201, open(person));
    const first = await app.mailbox.codeFor(person.email);
    app.clock.advance(MINUTE);
    const { body: renewed } = await expectStatus(200, resend(person, challenge.id));
    expect(renewed).toMatchObject({ id: challenge.id, reference: challenge.reference });
    expect(new Date(renewed.expiresAt) > new Date(challenge.expiresAt)).toBe(true);
    const second = await app.mailbox.codeFor(person.email);
    if (first !== second) expect((await verify(person, challenge.id, first)).status).toBe(422);
    expect((await verify(person, challenge.id, second)).status).toBe(204);
    const resent = await auditEvents(app, `type = 'challenge.resent' AND subject_id = $1`, [challenge.id]);
    expect(resent).toHaveLength(1);
  });

  it('sends ten codes in 15 minutes and no more, over all challenges', async () => {
    const person = await registerUser(app);
    for (let sent = 0; sent < 10; sent++) await expectStatus(201, open(person));
    const { status, body, headers } = await open(person);
    expect([status, body.code]).toEqual([429, 'too-many-codes']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(14 * 60);
  });

  it('is not answered by its code once it is verified', async () => {
    const person = await registerUser(app);
    const { body } = await expectStatus(201, open(person));
    const code = await app.mailbox.codeFor(person.email);
    expect((await verify(person, body.id, code)).status).toBe(204);
    const again = await verify(person, body.id, code);
    expect([again.status, again.body.code]).toEqual([409, 'challenge-used']);
    expect((await resend(person, body.id)).body.code).toBe('challenge-used');
  });
});

describe('a payment of a person with an app', () => {
  it('can be proven by e-mail up to the cap, by asking for it', async () => {
    const payer = await registerPayer(app, payee);
    const { approvalId, challengeId } = await pendingApproval(app, payer, { amount: 500_000 });
    const { body: challenge } = await read(payer.client, challengeId);
    expect(challenge).toMatchObject({ method: 'totp', methods: ['totp', 'email'], delivery: null });
    const { body: switched } = await expectStatus(
      200,
      resend(payer.client, challengeId, { method: 'email' }),
    );
    expect(switched).toMatchObject({ method: 'email', delivery: { status: 'queued' } });
    const code = await sentCodeOf(app, payer.client, challenge);
    expect((await verifyAndPay(app, payer.client, approvalId, code)).status).toBe(200);
  });

  it('is not proven by e-mail above it, whatever the client asks for', async () => {
    const payer = await registerPayer(app, payee);
    const { approvalId, challengeId } = await pendingApproval(app, payer, { amount: 500_001 });
    const { body } = await resend(payer.client, challengeId, { method: 'email' });
    expect([body.code, body.methods]).toEqual(['stronger-factor-required', ['totp']]);
    expect((await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret))).status).toBe(
      200,
    );
  });
});

describe('a person without a factor', () => {
  it('cannot pay above the cap of e-mail, and is told what would do', async () => {
    const client = await registerUser(app);
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount: 500_001 });
    const { status, body } = await approve(app, client, [milestoneId]);
    expect([status, body.code, body.methods]).toEqual([
      403,
      'stronger-factor-required',
      ['webauthn', 'totp'],
    ]);
    expect(await app.query('SELECT FROM approvals WHERE client_id = $1', [client.id])).toEqual([]);
  });

  it('is an admin: gets no code by e-mail at all', async () => {
    const admin = await newOperator(app, 'admin');
    expect((await open(admin)).body.code).toBe('stronger-factor-required');
  });
});

it('is opened for the purposes that need one, and for no other', async () => {
  const person = await registerUser(app);
  for (const purpose of ['payment', 'login', 'enrolment', ''])
    expect((await open(person, purpose)).status).toBe(400);
  expect((await open(person, 'admin-recovery')).body.code).toBe('forbidden');
  expect((await read(person, randomUUID())).status).toBe(404);
});

it('shows what is left after wrong codes', async () => {
  const client = await registerUser(app);
  const { approvalId, challengeId } = await pendingApproval(app, { client, payee });
  const { body: challenge } = await read(client, challengeId);
  const code = await sentCodeOf(app, client, challenge);
  const { body } = await verifyAndPay(app, client, approvalId, otherCode(code));
  expect(body).toMatchObject({ code: 'code-incorrect', attemptsRemaining: 2 });
  expect((await read(client, challengeId)).body.attemptsRemaining).toBe(2);
});

it('names amount, payee and reference in the message, in text and HTML', async () => {
  const client = await registerUser(app);
  const { challengeId } = await pendingApproval(app, { client, payee }, { amount: 123_456 });
  const { body } = await read(client, challengeId);
  const mail = await app.mailbox.waitFor(client.email, ({ text }) => text.includes(body.reference));
  for (const part of [mail.text, mail.html])
    for (const shown of ['$1,234.56', 'Grace Hopper', body.reference, '10 minutes'])
      expect(part).toContain(shown);
  expect(mail.text).toMatch(/not share|never share/i);
});

it('ends for good a day after it expired', async () => {
  const person = await registerUser(app);
  const { body } = await expectStatus(201, open(person));
  app.clock.advance(DAY + 11 * MINUTE);
  await app.get(StaleChallengesJob).run();
  expect(await app.query('SELECT status, code_mac FROM challenges WHERE id = $1', [body.id])).toEqual([
    { status: 'void', code_mac: null },
  ]);
});
