import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents } from '../support/attacks';
import {
  type Account,
  approve,
  enrolTotp,
  freshTotpCode,
  fundedMilestone,
  registerUser,
} from '../support/factories';
import { challengeFor, enrolPasskey, payWith, provenBy, startLogin, validate } from '../support/passkeys';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const status = async ({ token }: Account) => (await app.call('GET', '/api/2fa/status', { token })).body;

describe('a login', () => {
  it('takes a passkey for its second step, and may trust the browser', async () => {
    const client = await registerUser(app);
    const { passkey, factorId } = await enrolPasskey(app, client);
    const { loginToken, challenge, webauthn } = await startLogin(app, client);
    expect(challenge).toMatchObject({ method: 'webauthn', methods: ['webauthn'], delivery: null });
    expect(webauthn).toMatchObject({ rpId: 'shop.example', userVerification: 'required' });
    expect(webauthn.allowCredentials).toHaveLength(1);
    const body = { loginToken, credential: passkey.get(webauthn), method: 'webauthn', trustDevice: true };
    const { body: answer } = await expectStatus(200, validate(app, body));
    expect(answer).toMatchObject({ status: 'authenticated', deviceTrusted: true });
    const [event] = await auditEvents(app, `type = 'session.second_factor' AND actor_id = $1`, [client.id]);
    expect(event).toMatchObject({ outcome: 'success', details: { method: 'webauthn', factorId } });
    client.token = answer.token;
    const { factors } = await status(client);
    expect(Date.parse(factors[0].lastUsedAt)).toBeGreaterThan(Date.parse(factors[0].createdAt));
  });

  it('takes a code of an app as well, and a backup code', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    const headers = await codeProven(client, freshTotpCode(app, secret));
    await enrolPasskey(app, client, undefined, headers);
    const first = await startLogin(app, client);
    expect(first.challenge.methods).toEqual(['webauthn', 'totp']);
    const code = freshTotpCode(app, secret);
    await expectStatus(200, validate(app, { loginToken: first.loginToken, code }));
  });

  it('shows what to sign after another method was chosen too', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    const headers = await codeProven(client, freshTotpCode(app, secret));
    const { passkey } = await enrolPasskey(app, client, undefined, headers);
    const { loginToken, challenge } = await startLogin(app, client);
    for (const method of ['totp', 'webauthn']) {
      const body = { loginToken, method };
      const answer = app.call('POST', `/api/2fa/challenges/${challenge.id}/resend`, { body });
      expect((await expectStatus(200, answer)).body).toMatchObject({
        method,
        webauthn: { challenge: challenge.webauthn.challenge },
      });
    }
    await expectStatus(200, validate(app, { loginToken, credential: passkey.get(challenge.webauthn) }));
  });
});

it('asks for another signature when a late challenge is renewed', async () => {
  const client = await registerUser(app);
  const { passkey } = await enrolPasskey(app, client);
  const { id, webauthn } = await challengeFor(app, client);
  app.clock.advance(600_001);
  const path = `/api/2fa/challenges/${id}`;
  const verify = (asked: typeof webauthn) =>
    app.call('POST', `${path}/verify`, { token: client.token, body: { credential: passkey.get(asked) } });
  expect((await verify(webauthn)).body.code).toBe('challenge-expired');
  const resent = await expectStatus(
    200,
    app.call('POST', `${path}/resend`, { token: client.token, body: {} }),
  );
  expect((await verify(webauthn)).body.code).toBe('passkey-incorrect');
  expect((await verify(resent.body.webauthn)).status).toBe(204);
});

describe('a payment', () => {
  let payee: Account;

  beforeAll(async () => {
    payee = await registerUser(app, { accountType: 'payee', name: 'Grace Hopper' });
  });

  async function pendingApproval(client: Account, amount = 125_000) {
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount });
    return (await expectStatus(201, approve(app, client, [milestoneId]))).body;
  }

  it('is approved by a passkey whose challenge changes with what is paid', async () => {
    const client = await registerUser(app);
    const { passkey } = await enrolPasskey(app, client);
    const approval = await pendingApproval(client);
    const { id, webauthn } = approval.challenge;
    const read = await app.call('GET', `/api/2fa/challenges/${id}`, { token: client.token });
    expect(read.body.webauthn.challenge).toBe(webauthn.challenge);
    const shown = await app.call('GET', `/api/milestones/approvals/${approval.id}`, { token: client.token });
    expect(shown.body.challenge.webauthn.challenge).toBe(webauthn.challenge);
    const paid = await expectStatus(200, payWith(app, client, approval.id, passkey.get(webauthn)));
    expect(paid.body).toMatchObject({ success: true, payments: [{ status: 'released', amount: 125_000 }] });
    const over = await app.call('GET', `/api/2fa/challenges/${id}`, { token: client.token });
    expect(over.body.webauthn).toBeUndefined();
  });

  it('signs something else for each amount', async () => {
    const client = await registerUser(app);
    await enrolPasskey(app, client);
    const challenges = [];
    for (const amount of [200_000, 200_001])
      challenges.push((await pendingApproval(client, amount)).challenge.webauthn.challenge);
    expect(new Set(challenges).size).toBe(2);
  });
});

describe('a person with passkeys only', () => {
  it('makes new backup codes and turns two-factor authentication off with password and passkey', async () => {
    const client = await registerUser(app);
    const { passkey, backupCodes } = await enrolPasskey(app, client);
    const bothProofs = async (path: string) => {
      const { webauthn } = await challengeFor(app, client);
      const body = { password: client.password, credential: passkey.get(webauthn) };
      return app.call('POST', path, { token: client.token, body });
    };
    const renewed = await expectStatus(200, bothProofs('/api/2fa/backup-codes'));
    expect(renewed.body.backupCodes).toHaveLength(10);
    expect(renewed.body.backupCodes).not.toEqual(backupCodes);
    await expectStatus(204, bothProofs('/api/2fa/disable'));
    expect(await status(client)).toMatchObject({ enabled: false, factors: [] });
    await enrolPasskey(app, client, passkey);
    expect(await status(client)).toMatchObject({ enabled: true });
  });

  it('loosens settings with a passkey', async () => {
    const client = await registerUser(app);
    const { passkey } = await enrolPasskey(app, client);
    const headers = await provenBy(app, client, passkey, 'change-security-settings');
    const request = { token: client.token, headers, body: { threshold: 900_000 } };
    await expectStatus(200, app.call('PUT', '/api/security-settings', request));
  });
});

async function codeProven({ token }: Account, code: string): Promise<Record<string, string>> {
  const opened = app.call('POST', '/api/2fa/challenges', { token, body: { purpose: 'manage-factors' } });
  const { id } = (await expectStatus(201, opened)).body;
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${id}/verify`, { token, body: { code } }));
  return { 'X-2FA-Challenge': id };
}
