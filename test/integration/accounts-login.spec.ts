import { MINUTE } from '../../src/common/clock';
import {
  type Account,
  enrolTotp,
  expectStatus,
  freshEmail,
  login,
  openAccount,
  PASSWORD,
  totpCode,
} from '../support/accounts';
import { startApp, type TestApp } from '../support/app';

const WRONG = 'never the right password';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());

/** Wrong passwords are counted per address they come from: each test comes from its own. */
let host = 0;
const fromNewAddress = () => `198.51.100.${++host}`;

function loginFrom(ip: string, email: string, password = PASSWORD) {
  const headers = { 'X-Forwarded-For': ip };
  return app.call('POST', '/api/auth/login', { body: { email, password }, headers });
}

describe('login', () => {
  it('does not tell an unknown address from a wrong password', async () => {
    const { email } = await openAccount(app);
    const ip = fromNewAddress();
    const said = async (address: string) => {
      const { body } = await expectStatus(401, loginFrom(ip, address, WRONG));
      return { ...body, instance: '' };
    };
    expect(await said(freshEmail())).toEqual(await said(email));
  });

  it('stops a guesser after ten wrong passwords, but not the owner elsewhere', async () => {
    const { email } = await openAccount(app);
    const guesser = fromNewAddress();
    const answers = await Promise.all(Array.from({ length: 14 }, () => loginFrom(guesser, email, WRONG)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
    const refused = await expectStatus(429, loginFrom(guesser, email));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(refused.body).toMatchObject({ code: 'too-many-attempts', retryAt: expect.any(String) });
    await expectStatus(200, loginFrom(fromNewAddress(), email));
  });

  it('limits guesses at unknown addresses in the same way', async () => {
    const guesser = fromNewAddress();
    const email = freshEmail();
    for (let times = 0; times < 10; times++) await expectStatus(401, loginFrom(guesser, email, WRONG));
    await expectStatus(429, loginFrom(guesser, email, WRONG));
  });

  it('does not count right passwords that come at once', async () => {
    const { email } = await openAccount(app);
    const ip = fromNewAddress();
    const answers = await Promise.all(Array.from({ length: 16 }, () => loginFrom(ip, email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(16);
  });

  it('fails closed when the counters cannot be reached', async () => {
    const { email } = await openAccount(app);
    await app.query('ALTER TABLE rate_limits RENAME TO rate_limits_away');
    try {
      expect((await login(app, email)).body).toMatchObject({ status: 503, code: 'service-unavailable' });
    } finally {
      await app.query('ALTER TABLE rate_limits_away RENAME TO rate_limits');
    }
    await expectStatus(200, login(app, email));
  });

  it('records successes and failures, without the password', async () => {
    const { email, id } = await openAccount(app);
    await loginFrom(fromNewAddress(), email, WRONG);
    const events = await app.query<{ outcome: string; actor_id: string | null; details: object }>(
      `SELECT outcome, actor_id, details FROM audit_events WHERE type = 'session.login' AND (actor_id = $1 OR subject_id = $1) ORDER BY id`,
      [id],
    );
    expect(events).toMatchObject([
      { outcome: 'success', actor_id: id, details: { transport: 'bearer', secondFactorRequired: false } },
      { outcome: 'failure', actor_id: null, details: { reason: 'invalid-credentials' } },
    ]);
    expect(JSON.stringify(events)).not.toContain(WRONG);
  });
});

describe('the second step', () => {
  let account: Account;
  let secret: string;
  beforeEach(async () => {
    account = await openAccount(app);
    secret = await enrolTotp(app, account);
    app.clock.advance(MINUTE);
  });

  const validate = (loginToken: string, code: string) =>
    app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });

  async function firstStep(fields: Record<string, unknown> = {}): Promise<string> {
    const { body } = await expectStatus(200, login(app, account.email, fields));
    expect(body).toMatchObject({
      status: 'two_factor_required',
      challenge: { purpose: 'login', method: 'totp' },
    });
    expect(body.token).toBeUndefined();
    return body.loginToken;
  }

  it('opens a session that knows of the second factor', async () => {
    const loginToken = await firstStep();
    const { body } = await expectStatus(200, validate(loginToken, totpCode(secret, app.clock.now())));
    expect(body).toMatchObject({ status: 'authenticated', user: { id: account.id, email: account.email } });
    const me = await expectStatus(200, app.call('GET', '/api/auth/me', { token: body.token }));
    expect(me.body.secondFactorAt).not.toBeNull();
    await expectStatus(401, validate(loginToken, totpCode(secret, app.clock.now())));
  });

  it('never takes a login token for a session', async () => {
    const loginToken = await firstStep();
    await expectStatus(401, app.call('GET', '/api/auth/me', { token: loginToken }));
    await expectStatus(401, app.call('POST', '/api/auth/logout', { token: loginToken }));
  });

  it('makes one session of twenty submissions at once', async () => {
    const loginToken = await firstStep();
    const code = totpCode(secret, app.clock.now());
    const answers = await Promise.all(Array.from({ length: 20 }, () => validate(loginToken, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
    const live = await app.query(
      'SELECT 1 FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND second_factor_at IS NOT NULL AND created_at > $2',
      [account.id, new Date(app.clock.now().getTime() - MINUTE / 2)],
    );
    expect(live).toHaveLength(1);
  });

  it('refuses a wrong code, keeps the login and records it', async () => {
    const loginToken = await firstStep();
    const code = totpCode(secret, app.clock.now());
    const wrong = code === '000000' ? '000001' : '000000';
    expect((await validate(loginToken, wrong)).body).toMatchObject({ status: 422, code: 'code-incorrect' });
    await expectStatus(200, validate(loginToken, code));
    const events = await app.query(
      `SELECT outcome FROM audit_events WHERE type = 'session.second_factor' AND actor_id = $1 ORDER BY id`,
      [account.id],
    );
    expect(events).toEqual([{ outcome: 'failure' }, { outcome: 'success' }]);
  });

  it('forgets a login after ten minutes', async () => {
    const loginToken = await firstStep();
    app.clock.advance(10 * MINUTE);
    expect((await validate(loginToken, totpCode(secret, app.clock.now()))).body).toMatchObject({
      status: 401,
      code: 'login-expired',
    });
  });

  it('answers an invented login token like an expired one', async () => {
    expect((await validate('invented', '123456')).body).toMatchObject({ status: 401, code: 'login-expired' });
  });

  it('remembers across the steps that a browser asked for a cookie', async () => {
    const loginToken = await firstStep({ transport: 'cookie' });
    const answer = await expectStatus(200, validate(loginToken, totpCode(secret, app.clock.now())));
    expect(answer.body.token).toBeUndefined();
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-session=/);
  });
});
