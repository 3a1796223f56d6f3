import { MAX_FAILURES_PER_WINDOW } from '../../src/auth/2fa/lockout/lockout';
import { DomainError } from '../../src/common/domain-error';
import { PasswordHasher } from '../../src/users/password-hasher';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  otherCode,
  registerPayer,
  tally,
  together,
  watch,
  wrongTotpCode,
} from '../support/attacks';
import { type Account, freshTotpCode, registerUser } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payee: Account;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const either = (index: number) => (index % 2 ? first : second);

function disable(app: TestApp, { token }: Account, proofs: { password?: string; code?: string }) {
  return app.call('POST', '/api/2fa/disable', { token, body: proofs });
}

describe('30 wrong proofs at once', () => {
  it.each([
    ['password', 'invalid-credentials', 401],
    ['code', 'code-incorrect', 422],
  ] as const)('with a wrong %s are looked at five times', async (wrong, problem, status) => {
    const { client, secret } = await registerPayer(first, payee);
    const proofs = {
      password: wrong === 'password' ? 'not the password at all' : client.password,
      code: wrong === 'code' ? wrongTotpCode(first, secret) : freshTotpCode(first, secret),
    };
    const { answer, changed } = await watch(first, () =>
      together(30, (index) => disable(either(index), client, proofs)),
    );
    expect(tally(answer)).toEqual({ [`${status} ${problem}`]: 5, '429 too-many-attempts': 25 });
    expect(changed).toEqual(['verification_budgets']);
    const refused = await auditEvents(first, `type = 'two_factor.disabled' AND actor_id = $1`, [client.id]);
    expect(refused.map(({ outcome }) => outcome)).toEqual(Array(30).fill('failure'));
  });
});

it('costs no attempt while passwords cannot be compared', async () => {
  const jammed = { verify: () => Promise.reject(new DomainError('service-unavailable')) };
  const crippled = await startApp({ ...alsoOn(first), overrides: [[PasswordHasher, jammed]] });
  const { client, secret } = await registerPayer(first, payee);
  const proofs = { password: client.password, code: freshTotpCode(first, secret) };
  const { answer, changed } = await watch(first, () =>
    together(MAX_FAILURES_PER_WINDOW, () => disable(crippled, client, proofs)),
  );
  await crippled.close();
  expect(tally(answer)).toEqual({ '503 service-unavailable': MAX_FAILURES_PER_WINDOW });
  expect(changed).toEqual([]);
  await expectStatus(204, disable(first, client, proofs));
});

describe('one proof alone', () => {
  it('is refused as incomplete', async () => {
    const { client, secret } = await registerPayer(first, payee);
    const { answer, changed } = await watch(first, async () => [
      await disable(first, client, { password: client.password }),
      await disable(first, client, { code: freshTotpCode(first, secret) }),
    ]);
    expect(tally(answer)).toEqual({ '400 validation-failed': 2 });
    expect(changed).toEqual([]);
  });

  it('is not helped by a code of another person, nor by a code sent for another purpose', async () => {
    const [{ client }, other] = await Promise.all([registerPayer(first, payee), registerPayer(first, payee)]);
    const stolen = freshTotpCode(first, other.secret);
    expect((await disable(first, client, { password: client.password, code: stolen })).status).toBe(422);
    await expectStatus(204, disable(first, other.client, { password: other.client.password, code: stolen }));
  });
});

describe('both proofs', () => {
  it('turn it off once of ten times at once, wipe the secret, end other sessions and are mailed', async () => {
    const { client, secret } = await registerPayer(first, payee);
    const login = await expectStatus(
      200,
      first.call('POST', '/api/auth/login', { body: { email: client.email, password: client.password } }),
    );
    const elsewhere = await expectStatus(
      200,
      first.call('POST', '/api/2fa/validate', {
        body: { loginToken: login.body.loginToken, code: freshTotpCode(first, secret) },
      }),
    );
    const proofs = { password: client.password, code: freshTotpCode(first, secret) };
    const answers = await together(10, (index) => disable(either(index), client, proofs));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    expect(
      await first.query('SELECT status, sealed_secret FROM factors WHERE user_id = $1', [client.id]),
    ).toEqual([{ status: 'removed', sealed_secret: null }]);
    expect((await first.call('GET', '/api/auth/me', { token: elsewhere.body.token })).status).toBe(401);
    expect((await first.call('GET', '/api/2fa/status', { token: client.token })).body).toMatchObject({
      enabled: false,
      factors: [],
      disabledAt: expect.any(String),
    });
    const done = await auditEvents(
      first,
      `type = 'two_factor.disabled' AND actor_id = $1 AND outcome = 'success'`,
      [client.id],
    );
    expect(done).toHaveLength(1);
    await first.mailbox.waitFor(client.email, ({ text }) => text.includes('turned off'));
  });

  it('serve a person whose only factor is their address, with a code that was sent for this', async () => {
    const client = await registerUser(first);
    const setup = await expectStatus(
      201,
      first.call('POST', '/api/2fa/setup', { token: client.token, body: { method: 'email' } }),
    );
    const code = await first.mailbox.codeFor(client.email);
    const enabled = await expectStatus(
      200,
      first.call('POST', '/api/2fa/verify', {
        token: client.token,
        body: { factorId: setup.body.factorId, code },
      }),
    );
    client.token = enabled.body.token;
    const { password } = client;
    expect((await disable(first, client, { password, code })).status).toBe(422);
    await expectStatus(
      201,
      first.call('POST', '/api/2fa/challenges', {
        token: client.token,
        body: { purpose: 'change-security-settings' },
      }),
    );
    const forSettings = await first.mailbox.codeFor(client.email);
    expect((await disable(first, client, { password, code: forSettings })).status).toBe(422);
    await expectStatus(
      201,
      first.call('POST', '/api/2fa/challenges', { token: client.token, body: { purpose: 'manage-factors' } }),
    );
    const sent = await first.mailbox.codeFor(client.email);
    expect((await disable(first, client, { password, code: otherCode(sent) })).status).toBe(422);
    await expectStatus(204, disable(first, client, { password, code: sent }));
  });
});
