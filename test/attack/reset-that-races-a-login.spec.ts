import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { enrolTotp, freshTotpCode, registerUser } from '../support/factories';

const ROUNDS = 6;

describe('a thief finishes a login while the owner resets the password', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('leaves the thief without a session, whoever comes first', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const owner = await registerUser(app);
      const secret = await enrolTotp(app, owner);
      const { email } = owner;
      const { body: login } = await app.call('POST', '/api/auth/login', {
        body: { email, password: PASSWORD },
      });
      await app.call('POST', '/api/auth/password-reset', { body: { email } });
      const mail = await app.mailbox.waitFor(email, ({ text }) => text.includes('set-password#token='));
      const token = /token=([\w-]+)/.exec(mail.text)?.[1];
      const code = freshTotpCode(app, secret);
      const [second, reset] = await Promise.all([
        // Hashing the new password takes a while; the code is to arrive around its end.
        sleep(randomInt(150, 500)).then(() =>
          app.call('POST', '/api/2fa/validate', { body: { loginToken: login.loginToken, code } }),
        ),
        app.call('POST', '/api/auth/password-reset/confirm', {
          body: { token, newPassword: `new ${PASSWORD}` },
        }),
      ]);
      expect(reset.status).toBe(204);
      expect([200, 401]).toContain(second.status);
      if (second.status === 200)
        expect((await app.call('GET', '/api/auth/me', { token: second.body.token })).status).toBe(401);
      else expect(second.body.code).toBe('login-expired');
      const live = await app.query('SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [
        owner.id,
      ]);
      expect(live).toEqual([]);
    }
  });
});
