import { randomUUID } from 'node:crypto';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, watch, wrongTotpCode } from '../support/attacks';
import {
  type Account,
  enrolTotp,
  freshTotpCode,
  newOperator,
  registerUser,
  totpCode,
} from '../support/factories';

let app: TestApp;
let person: Account;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await registerUser(app);
});

function setUp(body: Record<string, unknown> = { method: 'totp' }, challengeId?: string, { token } = person) {
  const headers: Record<string, string> = challengeId === undefined ? {} : { 'X-2FA-Challenge': challengeId };
  return app.call('POST', '/api/2fa/setup', { token, body, headers });
}

function verify(factorId: string, code: string, { token } = person) {
  return app.call('POST', '/api/2fa/verify', { token, body: { factorId, code } });
}

const status = async () => (await app.call('GET', '/api/2fa/status', { token: person.token })).body;

async function verifiedChallenge(secret: string): Promise<string> {
  const { token } = person;
  const open = { token, body: { purpose: 'manage-factors' } };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/challenges', open));
  const proof = { token, body: { code: freshTotpCode(app, secret) } };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${body.id}/verify`, proof));
  return body.id;
}

describe('a set-up', () => {
  it.each([
    [{ method: 'totp', phone: '+12015550123' }, ['/phone']],
    [{ method: 'email', consent: false }, ['/consent']],
    [{ method: 'webauthn', phone: '+12015550123', consent: true }, ['/phone', '/consent']],
  ])('refuses what is meant for another method: %j', async (body, pointers) => {
    const answer = await setUp(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(answer.body.errors[0].detail).toContain('goes with method sms only');
    expect(await app.query('SELECT FROM factors WHERE user_id = $1', [person.id])).toEqual([]);
  });

  it('is pending until a code proves it', async () => {
    const { body } = await expectStatus(201, setUp({ method: 'totp', label: 'Phone' }));
    expect(await status()).toMatchObject({ enabled: false, verified: false, factors: [], enabledAt: null });
    expect((await login(app, person.email)).body.status).toBe('authenticated');
    const { body: activated } = await expectStatus(
      200,
      verify(body.factorId, totpCode(body.secret, app.clock.now())),
    );
    expect(activated).toMatchObject({ enabled: true, token: expect.any(String) });
    person.token = activated.token;
    expect(await status()).toMatchObject({
      enabled: true,
      verified: true,
      enabledAt: expect.any(String),
      disabledAt: null,
      factors: [{ id: body.factorId, method: 'totp', label: 'Phone', maskedDestination: null }],
    });
    await app.mailbox.waitFor(person.email, ({ text }) => text.includes('turned on'));
  });

  it('is replaced by the next one, whose code alone counts', async () => {
    const { body: old } = await expectStatus(201, setUp());
    const { body: next } = await expectStatus(201, setUp());
    expect(next.secret).not.toBe(old.secret);
    const now = app.clock.now();
    expect((await verify(old.factorId, totpCode(old.secret, now))).status).toBe(404);
    expect((await verify(next.factorId, totpCode(old.secret, now))).status).toBe(422);
    expect((await verify(next.factorId, totpCode(next.secret, now))).status).toBe(200);
  });

  it('of another person is not there', async () => {
    const { body } = await expectStatus(201, setUp());
    const other = await registerUser(app);
    const { answer, changed, events } = await watch(app, () =>
      verify(body.factorId, totpCode(body.secret, app.clock.now()), other),
    );
    expect([answer.status, changed]).toEqual([404, []]);
    expect(events).toMatchObject([{ type: 'factor.activated', outcome: 'failure', subjectId: null }]);
    expect((await verify(randomUUID(), '123456')).status).toBe(404);
  });

  it('counts wrong codes and stops after five', async () => {
    const { body } = await expectStatus(201, setUp());
    const answers = [];
    for (let salt = 0; salt < 6; salt++)
      answers.push((await verify(body.factorId, wrongTotpCode(app, body.secret, salt))).status);
    expect(answers).toEqual([422, 422, 422, 422, 422, 429]);
    expect((await verify(body.factorId, totpCode(body.secret, app.clock.now()))).status).toBe(429);
  });

  it('cannot be proven twice', async () => {
    const { body } = await expectStatus(201, setUp());
    const { body: activated } = await expectStatus(
      200,
      verify(body.factorId, totpCode(body.secret, app.clock.now())),
    );
    person.token = activated.token;
    const again = await verify(body.factorId, freshTotpCode(app, body.secret));
    expect([again.status, again.body.code]).toEqual([409, 'factor-not-pending']);
  });

  it('is activated once when its code comes twenty times at once', async () => {
    const { body } = await expectStatus(201, setUp());
    const code = totpCode(body.secret, app.clock.now());
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(body.factorId, code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status >= 500)).toEqual([]);
    const enabled = await auditEvents(app, `type = 'two_factor.enabled' AND actor_id = $1`, [person.id]);
    expect(enabled).toHaveLength(1);
  });
});

describe('turning it on', () => {
  it('gives this session a new token, ends the old one and all other sessions', async () => {
    const elsewhere = (await expectStatus(200, login(app, person.email))).body.token;
    const pendingLogin = await expectStatus(200, login(app, person.email));
    const old = person.token;
    await enrolTotp(app, person);
    expect(person.token).not.toBe(old);
    for (const [token, answer] of [
      [person.token, 200],
      [old, 401],
      [elsewhere, 401],
      [pendingLogin.body.token, 401],
    ] as const)
      expect((await app.call('GET', '/api/auth/me', { token })).status).toBe(answer);
  });
});

describe('an active factor', () => {
  it('is never overwritten, and another one needs a challenge', async () => {
    const secret = await enrolTotp(app, person);
    for (const method of ['totp', 'email']) {
      const { answer, changed } = await watch(app, () => setUp({ method }));
      expect([answer.status, answer.body.purpose, changed]).toEqual([401, 'manage-factors', []]);
    }
    const { body: second } = await expectStatus(
      201,
      setUp({ method: 'totp' }, await verifiedChallenge(secret)),
    );
    const { loginToken } = (await expectStatus(200, login(app, person.email))).body;
    const validate = (code: string) => app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });
    expect((await validate(totpCode(second.secret, app.clock.now()))).status).toBe(422);
    expect((await validate(freshTotpCode(app, secret))).status).toBe(200);
    person.token = (
      await expectStatus(200, verify(second.factorId, freshTotpCode(app, second.secret)))
    ).body.token;
    expect((await status()).factors).toHaveLength(2);
    await app.mailbox.waitFor(person.email, ({ text }) => text.includes('added'));
  });

  it('is removed with a challenge; its secret is wiped and the rest stays', async () => {
    const secret = await enrolTotp(app, person);
    const { body: second } = await expectStatus(
      201,
      setUp({ method: 'totp' }, await verifiedChallenge(secret)),
    );
    person.token = (
      await expectStatus(200, verify(second.factorId, freshTotpCode(app, second.secret)))
    ).body.token;
    const remove = async (id: string) =>
      app.call('DELETE', `/api/2fa/factors/${id}`, {
        token: person.token,
        headers: { 'X-2FA-Challenge': await verifiedChallenge(second.secret) },
      });
    const [first] = (await status()).factors;
    await expectStatus(204, remove(first.id));
    expect(await app.query('SELECT status, sealed_secret FROM factors WHERE id = $1', [first.id])).toEqual([
      { status: 'removed', sealed_secret: null },
    ]);
    expect(await status()).toMatchObject({ enabled: true, factors: [{ id: second.factorId }] });
  });

  it('is not removed with a code alone when it is the last: turning off takes the password as well', async () => {
    const secret = await enrolTotp(app, person);
    const [only] = (await status()).factors;
    const headers = { 'X-2FA-Challenge': await verifiedChallenge(secret) };
    const refused = await app.call('DELETE', `/api/2fa/factors/${only.id}`, { token: person.token, headers });
    expect(refused.body).toMatchObject({ status: 409, code: 'last-factor-required' });
    expect(await status()).toMatchObject({ enabled: true, factors: [{ id: only.id }] });
  });
});

describe('an address as a factor', () => {
  it('is proven by a code that was sent to it', async () => {
    const { body } = await expectStatus(201, setUp({ method: 'email' }));
    expect(body).toEqual({
      factorId: expect.any(String),
      maskedDestination: expect.stringMatching(/^p\*+@example\.com$/),
      expiresAt: expect.any(String),
      challenge: expect.objectContaining({ purpose: 'enrolment', method: 'email', methods: ['email'] }),
    });
    const code = await app.mailbox.codeFor(person.email);
    person.token = (await expectStatus(200, verify(body.factorId, code))).body.token;
    expect((await status()).factors).toMatchObject([
      { method: 'email', maskedDestination: body.maskedDestination },
    ]);
    const { body: second } = await expectStatus(200, login(app, person.email));
    expect(second).toMatchObject({
      status: 'two_factor_required',
      challenge: { method: 'email', purpose: 'login' },
    });
    const sent = await app.mailbox.codeFor(person.email);
    const proof = { loginToken: second.loginToken, code: sent };
    await expectStatus(200, app.call('POST', '/api/2fa/validate', { body: proof }));
  });

  it('is proven by the newest code that its challenge was asked for, which proves nothing else', async () => {
    const { body } = await expectStatus(201, setUp({ method: 'email' }));
    const { token } = person;
    const first = await app.mailbox.codeFor(person.email);
    const at = `/api/2fa/challenges/${body.challenge.id}`;
    expect((await app.call('POST', `${at}/resend`, { token, body: {} })).body.code).toBe('resend-too-soon');
    app.clock.advance(60_000);
    await expectStatus(200, app.call('POST', `${at}/resend`, { token, body: {} }));
    const second = await app.mailbox.codeFor(person.email);
    const elsewhere = await app.call('POST', `${at}/verify`, { token, body: { code: second } });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([409, 'challenge-purpose-mismatch']);
    if (first !== second) expect((await verify(body.factorId, first)).body.code).toBe('code-incorrect');
    await expectStatus(200, verify(body.factorId, second));
  });

  it('is not for admins', async () => {
    const admin = await newOperator(app, 'admin');
    const answer = await setUp({ method: 'email' }, undefined, admin);
    expect([answer.status, answer.body.code]).toEqual([403, 'stronger-factor-required']);
  });
});

it('refuses methods that this build does not know', async () => {
  for (const method of ['fax', 'backup_code', 'TOTP', '']) expect((await setUp({ method })).status).toBe(400);
});
