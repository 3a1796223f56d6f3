import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { pendingApproval, wrongTotpCode } from '../support/attacks';
import { Authenticator } from '../support/authenticator';
import {
  type Account,
  approve,
  enrolTotp,
  freshTotpCode,
  fundedMilestone,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import { challengeFor, enrolPasskey, payWith, startLogin, validate } from '../support/passkeys';

let app: TestApp;
let payee: Account;

beforeAll(async () => {
  app = await startApp();
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(() => app.close());

/** A client with an app and a passkey. */
async function payer() {
  const client = await registerUser(app);
  const secret = await enrolTotp(app, client);
  const { id } = await challengeFor(app, client);
  const proof = { token: client.token, body: { code: freshTotpCode(app, secret) } };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${id}/verify`, proof));
  const { passkey } = await enrolPasskey(app, client, new Authenticator(), { 'X-2FA-Challenge': id });
  return { client, secret, passkey };
}

async function locked() {
  const person = await payer();
  const { client, secret } = person;
  const pending = await pendingApproval(app, { client, payee });
  for (let attempt = 0; attempt < 3; attempt++)
    await expectStatus(
      422,
      verifyAndPay(app, client, pending.approvalId, wrongTotpCode(app, secret, attempt)),
    );
  return { ...person, ...pending };
}

const challengeOf = async ({ token }: Account, id: string) =>
  (await app.call('GET', `/api/2fa/challenges/${id}`, { token })).body;

describe('while wrong codes have locked payment approval', () => {
  it('a right code is refused with 423 and a passkey pays', async () => {
    const { client, secret, passkey, approvalId, challengeId } = await locked();
    const late = await verifyAndPay(app, client, approvalId, freshTotpCode(app, secret));
    expect([late.status, late.body.code]).toEqual([423, 'payment-approval-locked']);
    const { webauthn } = await challengeOf(client, challengeId);
    await expectStatus(200, payWith(app, client, approvalId, passkey.get(webauthn)));
  });

  it('an approval that is started asks for the passkey only', async () => {
    const { client, secret, passkey } = await locked();
    const { milestoneId } = await fundedMilestone(app, { client, payee });
    const { body } = await expectStatus(201, approve(app, client, [milestoneId]));
    expect(body.challenge).toMatchObject({ method: 'webauthn', methods: ['webauthn'], delivery: null });
    expect((await verifyAndPay(app, client, body.id, freshTotpCode(app, secret))).status).toBe(423);
    await expectStatus(200, payWith(app, client, body.id, passkey.get(body.challenge.webauthn)));
    // What changes of factors count for is not the matter here.
    await app.query(
      `UPDATE factors SET created_at = created_at - interval '2 days', confirmed_at = confirmed_at - interval '2 days' WHERE user_id = $1`,
      [client.id],
    );
    const small = await fundedMilestone(app, { client, payee }, { amount: 1_000 });
    const unasked = await approve(app, client, [small.milestoneId]);
    expect([unasked.status, unasked.body.code]).toEqual([423, 'payment-approval-locked']);
  });

  it('no approval is started by people without a passkey', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    const { approvalId } = await pendingApproval(app, { client, payee });
    for (let attempt = 0; attempt < 3; attempt++)
      await verifyAndPay(app, client, approvalId, wrongTotpCode(app, secret, attempt));
    const { milestoneId } = await fundedMilestone(app, { client, payee });
    expect((await approve(app, client, [milestoneId])).status).toBe(423);
  });
});

it('wrong codes that are braked do not keep a passkey out, at login neither', async () => {
  const { client, secret, passkey } = await payer();
  const { loginToken, webauthn } = await startLogin(app, client);
  for (let attempt = 0; attempt < 5; attempt++)
    await validate(app, { loginToken, code: wrongTotpCode(app, secret, attempt) });
  const braked = await validate(app, { loginToken, code: freshTotpCode(app, secret) });
  expect([braked.status, braked.body.code]).toEqual([429, 'too-many-attempts']);
  await expectStatus(200, validate(app, { loginToken, credential: passkey.get(webauthn) }));
});

it('when codes are disabled a passkey logs in, pays, and stays when another factor takes the place of the app', async () => {
  const { client, secret, passkey } = await payer();
  await app.query(
    'UPDATE verification_budgets SET consecutive_failures = 100, codes_disabled_at = now() WHERE user_id = $1',
    [client.id],
  );
  const { loginToken, challenge, webauthn } = await startLogin(app, client);
  expect(challenge.methods).toEqual(['webauthn']);
  expect((await validate(app, { loginToken, code: freshTotpCode(app, secret) })).body.code).toBe(
    'codes-disabled',
  );
  client.token = (
    await expectStatus(200, validate(app, { loginToken, credential: passkey.get(webauthn) }))
  ).body.token;
  const { approvalId, challengeId } = await pendingApproval(app, { client, payee });
  const asked = await challengeOf(client, challengeId);
  await expectStatus(200, payWith(app, client, approvalId, passkey.get(asked.webauthn)));
  const { id, webauthn: managing } = await challengeFor(app, client);
  const body = { credential: passkey.get(managing) };
  await expectStatus(
    204,
    app.call('POST', `/api/2fa/challenges/${id}/verify`, { token: client.token, body }),
  );
  await enrolPasskey(app, client, new Authenticator(), { 'X-2FA-Challenge': id });
  const { body: status } = await app.call('GET', '/api/2fa/status', { token: client.token });
  expect(status.codesDisabledAt).toBeNull();
  expect(status.factors.map(({ method }: { method: string }) => method)).toEqual(['webauthn', 'webauthn']);
});

it('five refused passkeys are braked, lock nothing, and bring the end of all codes no nearer', async () => {
  const { client, secret, passkey } = await payer();
  const { approvalId, challengeId } = await pendingApproval(app, { client, payee });
  const { webauthn } = await challengeOf(client, challengeId);
  const remaining = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const { body } = await payWith(app, client, approvalId, passkey.get(webauthn, { verified: false }));
    remaining.push(body.attemptsRemaining);
  }
  expect(remaining).toEqual([4, 3, 2, 1, 0]);
  const braked = await payWith(app, client, approvalId, passkey.get(webauthn));
  expect([braked.status, braked.body.code]).toEqual([429, 'too-many-attempts']);
  expect(Number(braked.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await verifyAndPay(app, client, approvalId, freshTotpCode(app, secret))).status).toBe(429);
  const [budget] = await app.query(
    'SELECT payment_failures, consecutive_failures, payment_locked_until FROM verification_budgets WHERE user_id = $1',
    [client.id],
  );
  expect(budget).toEqual({ payment_failures: 0, consecutive_failures: 0, payment_locked_until: null });
});

it('a refused passkey beside a password spares nobody the count of wrong passwords', async () => {
  const { client, passkey } = await payer();
  const { webauthn } = await challengeFor(app, client);
  const statuses = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    const body = { password: `wrong password ${attempt}`, credential: passkey.get(webauthn) };
    statuses.push((await app.call('POST', '/api/2fa/disable', { token: client.token, body })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
});

it('a passkey beside a password needs an open challenge, and is good once', async () => {
  const { client, passkey } = await payer();
  const { webauthn } = await challengeFor(app, client);
  const body = { password: client.password, credential: passkey.get(webauthn) };
  const renew = () => app.call('POST', '/api/2fa/backup-codes', { token: client.token, body });
  await expectStatus(200, renew());
  expect((await renew()).body.code).toBe('passkey-incorrect');
});
