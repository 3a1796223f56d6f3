import { randomUUID } from 'node:crypto';
import { PaymentGateway } from '../../src/payments/payment-gateway';
import { expectStatus, login } from '../support/accounts';
import { type Answer, type CallOptions, startApp, type TestApp } from '../support/app';
import { alsoOn, type Payer, type PendingApproval, pendingApproval, registerPayer } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, withKey } from '../support/factories';

const NOBODYS = randomUUID();

/** A gateway that cannot be reached, and a build that has switched codes by e-mail off. */
const unreachable = { authorize: () => Promise.reject(new Error('The gateway is away')) };

let app: TestApp;
let crippled: TestApp;
let payer: Payer;
let mailed: Account;
let loginChallenge: { id: string; loginToken: string };
let pending: PendingApproval;

beforeAll(async () => {
  app = await startApp();
  crippled = await startApp({
    ...alsoOn(app),
    env: { TWO_FACTOR_METHODS: 'totp' },
    overrides: [[PaymentGateway, unreachable]],
  });
  payer = await registerPayer(app);
  pending = await pendingApproval(app, payer);
  mailed = await registerUser(app);
  await enrolEmail(mailed);
  // They would stand in.
  await app.query('DELETE FROM backup_codes WHERE user_id = $1', [mailed.id]);
  const { body } = await expectStatus(200, login(app, mailed.email));
  loginChallenge = { id: body.challenge.id, loginToken: body.loginToken };
});
afterAll(async () => {
  await crippled.close();
  await app.close();
});

async function enrolEmail(person: Account): Promise<void> {
  const { token } = person;
  const setup = { token, body: { method: 'email' } };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/setup', setup));
  const code = await app.mailbox.codeFor(person.email);
  const verify = { token, body: { factorId: body.factorId, code } };
  person.token = (await expectStatus(200, app.call('POST', '/api/2fa/verify', verify))).body.token;
}

const as = ({ token }: Account, method: string, path: string, options: CallOptions = {}) =>
  app.call(method, `/api${path}`, { token, ...options });

async function openUntilRefused(person: Account): Promise<Answer> {
  for (let count = 0; count < 12; count++) {
    const answer = await openChallenge(person);
    if (answer.status !== 201) return answer;
  }
  throw new Error('Codes are sent without end');
}

const openChallenge = (person: Account) =>
  as(person, 'POST', '/2fa/challenges', { body: { purpose: 'manage-factors' } });

async function guessUntilRefused(): Promise<Answer> {
  const body = { currentPassword: 'not the password at all', newPassword: 'meadow copper violin thunder' };
  for (let count = 0; count < 12; count++) {
    const answer = await as(payer.client, 'POST', '/auth/password', { body });
    if (answer.body.code !== 'invalid-credentials') return answer;
  }
  throw new Error('Passwords may be guessed without end');
}

async function removeWithChallenge(factorId: string): Promise<Answer> {
  const { body } = await expectStatus(201, openChallenge(payer.client));
  const code = freshTotpCode(app, payer.secret);
  await expectStatus(204, as(payer.client, 'POST', `/2fa/challenges/${body.id}/verify`, { body: { code } }));
  return as(payer.client, 'DELETE', `/2fa/factors/${factorId}`, { headers: { 'X-2FA-Challenge': body.id } });
}

const setUp = (person: Account) => as(person, 'POST', '/2fa/setup', { body: { method: 'totp' } });
const resend = (person: Account, id: string) =>
  as(person, 'POST', `/2fa/challenges/${id}/resend`, { body: {} });
const resendLogin = (id: string, loginToken: string) =>
  app.call('POST', `/api/2fa/challenges/${id}/resend`, { body: { loginToken } });
const fund = (of: TestApp, contractId: string) =>
  of.call('POST', `/api/contracts/${contractId}/authorizations`, {
    token: payer.client.token,
    headers: withKey(),
    body: { amount: 100, paymentMethod: 'pm_card_visa' },
  });
const contractWith = (payeeEmail: string) =>
  as(payer.client, 'POST', '/contracts', { body: { title: 'Website', payeeEmail, currency: 'USD' } });

type Case = [name: string, type: string, reason: string, act: () => Promise<Answer>];

const cases: Case[] = [
  [
    'a login without a method that is left',
    'session.login',
    'factors-unavailable',
    () => login(crippled, mailed.email),
  ],
  [
    'a login with a wrong password',
    'session.login',
    'invalid-credentials',
    () => login(app, mailed.email, { password: 'no' }),
  ],
  [
    'a code that comes too soon',
    'challenge.resent',
    'resend-too-soon',
    () => resendLogin(loginChallenge.id, loginChallenge.loginToken),
  ],
  [
    'a code for a login that is over',
    'challenge.resent',
    'login-expired',
    () => resendLogin(loginChallenge.id, 'x'),
  ],
  ['a code for an unknown challenge', 'challenge.resent', 'not-found', () => resend(payer.client, NOBODYS)],
  [
    'a code for the challenge of another',
    'challenge.resent',
    'not-found',
    () => resend(payer.client, loginChallenge.id),
  ],
  ['a challenge after too many codes', 'challenge.created', 'too-many-codes', () => openUntilRefused(mailed)],
  ['a login after too many codes', 'session.login', 'too-many-codes', () => login(app, mailed.email)],
  [
    'a set-up without a challenge',
    'factor.setup_started',
    'second-factor-required',
    () => setUp(payer.client),
  ],
  ['the removal of an unknown factor', 'factor.removed', 'not-found', () => removeWithChallenge(NOBODYS)],
  [
    'looser settings without a challenge',
    'security_settings.changed',
    'second-factor-required',
    () => as(payer.client, 'PUT', '/security-settings', { body: { threshold: 900_000 } }),
  ],
  ['a contract with nobody', 'contract.created', 'payee-not-found', () => contractWith('nobody@example.com')],
  ['a contract with a client', 'contract.created', 'payee-not-found', () => contractWith(mailed.email)],
  [
    'the end of an unknown session',
    'session.revoked',
    'not-found',
    () => as(payer.client, 'DELETE', `/auth/sessions/${NOBODYS}`),
  ],
  [
    'a milestone of an unknown contract',
    'milestone.created',
    'not-found',
    () =>
      as(payer.client, 'POST', `/contracts/${NOBODYS}/milestones`, { body: { title: 'Draft', amount: 1 } }),
  ],
  [
    'an edit of an unknown milestone',
    'milestone.edited',
    'not-found',
    () => as(payer.client, 'PATCH', `/milestones/${NOBODYS}`, { body: { amount: 1 } }),
  ],
  [
    'a second submission',
    'milestone.submitted',
    'milestone-not-submittable',
    () => as(payer.payee, 'POST', `/milestones/${pending.milestoneId}/submit`),
  ],
  [
    'money without an answer of the gateway',
    'authorization.funded',
    'service-unavailable',
    () => fund(crippled, pending.contractId),
  ],
  ['money for an unknown contract', 'authorization.funded', 'not-found', () => fund(app, NOBODYS)],
  [
    'an approval of an unknown milestone',
    'approval.created',
    'not-found',
    () =>
      as(payer.client, 'POST', '/milestones/approvals', {
        headers: withKey(),
        body: { milestoneIds: [NOBODYS] },
      }),
  ],
  [
    'the withdrawal of an unknown approval',
    'approval.cancelled',
    'not-found',
    () => as(payer.client, 'DELETE', `/milestones/approvals/${NOBODYS}`),
  ],
  [
    'another try of an unknown payment',
    'payment.retried',
    'not-found',
    () => as(payer.client, 'POST', `/payments/${NOBODYS}/retry`, { headers: withKey() }),
  ],
  [
    'a weak new password',
    'account.password_changed',
    'password-too-weak',
    () =>
      as(payer.client, 'POST', '/auth/password', {
        body: { currentPassword: payer.client.password, newPassword: 'password' },
      }),
  ],
  ['a password after too many guesses', 'account.password_changed', 'too-many-attempts', guessUntilRefused],
];

it.each(cases)('records %s once, as %s', async (_, type, reason, act) => {
  const { status, body } = await act();
  expect([status >= 400, body.code]).toEqual([true, reason]);
  const requestId = String(body.instance).split(':').at(-1);
  const events = await app.query(
    `SELECT type, outcome, details->>'reason' AS reason FROM audit_events WHERE request_id = $1`,
    [requestId],
  );
  const spent = { type: 'challenge.consumed', outcome: 'success', reason: null };
  expect(events.filter((event) => JSON.stringify(event) !== JSON.stringify(spent))).toEqual([
    { type, outcome: 'failure', reason },
  ]);
});
