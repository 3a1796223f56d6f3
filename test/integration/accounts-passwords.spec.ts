import { HOUR, MINUTE } from '../../src/common/clock';
import { OperatorAccounts } from '../../src/users/operator-accounts';
import {
  type Account,
  enrolTotp,
  expectStatus,
  freshEmail,
  login,
  openAccount,
  PASSWORD,
  register,
} from '../support/accounts';
import { startApp, type TestApp } from '../support/app';

const NEW_PASSWORD = 'copper walrus under seven moons';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const me = (token: string) => app.call('GET', '/api/auth/me', { token });
const requestReset = (email: string) => app.call('POST', '/api/auth/password-reset', { body: { email } });
const confirm = (token: string, newPassword = NEW_PASSWORD) =>
  app.call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword } });

async function linkFor(email: string): Promise<string> {
  const mail = await app.mailbox.waitFor(email, ({ text }) => text.includes('set-password#token='));
  app.mailbox.messages.splice(app.mailbox.messages.indexOf(mail), 1);
  return /token=([\w-]+)/.exec(mail.text)?.[1] ?? '';
}

function outcomes(type: string, userId: string): Promise<{ outcome: string }[]> {
  return app.query('SELECT outcome FROM audit_events WHERE type = $1 AND subject_id = $2 ORDER BY id', [
    type,
    userId,
  ]);
}

describe('changing the password', () => {
  const change = ({ token }: Account, currentPassword: string, newPassword = NEW_PASSWORD) =>
    app.call('POST', '/api/auth/password', { token, body: { currentPassword, newPassword } });

  it('needs the current one, ends the other sessions and tells the owner', async () => {
    const account = await openAccount(app);
    const other = (await login(app, account.email)).body.token;
    await expectStatus(401, change(account, 'not the current one'));
    await expectStatus(204, change(account, PASSWORD));
    await expectStatus(200, me(account.token));
    await expectStatus(401, me(other));
    await expectStatus(401, login(app, account.email));
    await expectStatus(200, login(app, account.email, { password: NEW_PASSWORD }));
    await app.mailbox.waitFor(account.email, ({ text }) => /password was changed/i.test(text));
    expect(await outcomes('account.password_changed', account.id)).toEqual([
      { outcome: 'failure' },
      { outcome: 'success' },
    ]);
  });

  it('refuses a weak one', async () => {
    const account = await openAccount(app);
    const answer = await change(account, PASSWORD, 'Password2024!');
    expect(answer.body).toMatchObject({ status: 422, code: 'password-too-weak', reason: 'common' });
  });

  it('works once when two changes race', async () => {
    const account = await openAccount(app);
    const answers = await Promise.all([
      change(account, PASSWORD, 'first of two racing words'),
      change(account, PASSWORD, 'second of two racing words'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  });

  it('counts guesses of a thief who has the session', async () => {
    const account = await openAccount(app);
    for (let times = 0; times < 10; times++)
      await expectStatus(401, change(account, `guess number ${times} of many`));
    await expectStatus(429, change(account, PASSWORD));
  });
});

describe('resetting the password', () => {
  it('takes a link from the mailbox, ends all sessions and logs nobody in', async () => {
    const account = await openAccount(app);
    expect((await expectStatus(202, requestReset(account.email))).body).toBe('');
    const answer = await expectStatus(204, confirm(await linkFor(account.email)));
    expect(answer.body).toBe('');
    expect(answer.headers.get('set-cookie')).toBeNull();
    await expectStatus(401, me(account.token));
    await expectStatus(401, login(app, account.email));
    await expectStatus(200, login(app, account.email, { password: NEW_PASSWORD }));
    await app.mailbox.waitFor(account.email, ({ text }) => /new password was set/i.test(text));
  });

  it('answers the same for an unknown address', async () => {
    const { email } = await openAccount(app);
    const [unknown, known] = [await requestReset(freshEmail()), await requestReset(email)];
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  });

  it('never skips the second factor', async () => {
    const account = await openAccount(app);
    await enrolTotp(app, account);
    await requestReset(account.email);
    await expectStatus(204, confirm(await linkFor(account.email)));
    const answer = await expectStatus(200, login(app, account.email, { password: NEW_PASSWORD }));
    expect(answer.body.status).toBe('two_factor_required');
  });

  it('works once when a link is used many times at once', async () => {
    const account = await openAccount(app);
    await requestReset(account.email);
    const token = await linkFor(account.email);
    const passwords = Array.from({ length: 6 }, (_, index) => `parallel otter number ${index}`);
    const answers = await Promise.all(passwords.map((password) => confirm(token, password)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'token-invalid')).toHaveLength(5);
    const winner = passwords[answers.findIndex(({ status }) => status === 204)];
    await expectStatus(200, login(app, account.email, { password: winner }));
  });

  it('keeps only the newest link alive, for an hour', async () => {
    const { email } = await openAccount(app);
    await requestReset(email);
    const first = await linkFor(email);
    await requestReset(email);
    const second = await linkFor(email);
    await expectStatus(410, confirm(first));
    app.clock.advance(HOUR - MINUTE);
    expect((await confirm(second, 'too short')).body.code).toBe('password-too-weak');
    app.clock.advance(MINUTE);
    expect((await confirm(second)).body).toMatchObject({ status: 410, code: 'token-invalid' });
  });

  it('a link dies when the password is changed', async () => {
    const account = await openAccount(app);
    await requestReset(account.email);
    const token = await linkFor(account.email);
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await expectStatus(204, app.call('POST', '/api/auth/password', { token: account.token, body }));
    await expectStatus(410, confirm(token));
  });

  it('proves the address of somebody who never entered the code', async () => {
    const email = freshEmail();
    await register(app, email);
    await requestReset(email);
    await expectStatus(204, confirm(await linkFor(email)));
    await expectStatus(200, login(app, email, { password: NEW_PASSWORD }));
  });

  it('sends at most five links an hour, silently', async () => {
    const account = await openAccount(app);
    for (let times = 0; times < 7; times++) await expectStatus(202, requestReset(account.email));
    const events = await outcomes('account.password_reset_requested', account.id);
    expect(events.filter(({ outcome }) => outcome === 'success')).toHaveLength(5);
  });

  it('refuses an invented link', async () => {
    expect((await confirm('invented')).body).toMatchObject({ status: 410, code: 'token-invalid' });
  });
});

describe('accounts by an operator', () => {
  it('start with a link that is good once', async () => {
    const email = freshEmail();
    const created = await app.get(OperatorAccounts).create(email.toUpperCase(), 'Grace Hopper', 'admin');
    const token =
      /^https:\/\/shop\.example\/set-password#token=([\w-]+)$/.exec(created?.link ?? '')?.[1] ?? '';
    await expectStatus(204, confirm(token));
    await expectStatus(410, confirm(token));
    const { body } = await expectStatus(200, login(app, email, { password: NEW_PASSWORD }));
    expect(body).toMatchObject({
      status: 'enrolment_required',
      allowedMethods: ['webauthn', 'totp'],
      user: { email, name: 'Grace Hopper', accountType: 'admin' },
    });
  });

  it('cannot be taken over by a registration', async () => {
    const email = freshEmail();
    const created = await app.get(OperatorAccounts).create(email, 'Grace Hopper', 'auditor');
    await expectStatus(201, register(app, email));
    await app.mailbox.waitFor(email);
    expect(
      await app.query('SELECT account_type, password_hash FROM users WHERE email = $1', [email]),
    ).toEqual([{ account_type: 'auditor', password_hash: null }]);
    await expectStatus(204, confirm(created?.link.split('token=')[1] ?? ''));
  });

  it('are not created over somebody else', async () => {
    const { email } = await openAccount(app);
    expect(await app.get(OperatorAccounts).create(email, 'Grace Hopper', 'admin')).toBeNull();
  });
});
