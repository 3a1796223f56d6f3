import { MINUTE } from '../../src/common/clock';
import { expectStatus, freshEmail, login, PASSWORD, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';

const OTHER_PASSWORD = 'copper walrus under seven moons';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const verify = (email: string, code: string) =>
  app.call('POST', '/api/auth/verify-email', { body: { email, code } });

function auditOf(
  type: string,
  email: string,
): Promise<{ outcome: string; details: Record<string, unknown> }[]> {
  return app.query(
    `SELECT e.outcome, e.details FROM audit_events e JOIN users u ON u.id = e.subject_id
     WHERE e.type = $1 AND u.email = $2 ORDER BY e.id`,
    [type, email],
  );
}

describe('registration', () => {
  it('sends a code that opens the account, in any spelling of the address', async () => {
    const email = freshEmail();
    const answer = await expectStatus(201, register(app, email.toUpperCase()));
    expect(answer.body).toEqual({ email: email.toUpperCase() });
    expect((await login(app, email)).body).toMatchObject({ status: 403, code: 'email-not-verified' });
    const code = await app.mailbox.codeFor(email);
    await expectStatus(204, verify(email, ` ${code.slice(0, 3)} ${code.slice(3)} `));
    const { body } = await expectStatus(200, login(app, email));
    expect(body).toMatchObject({
      status: 'authenticated',
      token: expect.stringMatching(/^[\w-]{43}$/),
      user: { email, name: 'Ada Lovelace', accountType: 'client' },
    });
    await expectStatus(422, verify(email, code));
  });

  it.each([
    ['grows in lower case', `${'İ'.repeat(32)}@${'a.'.repeat(104)}example.com`],
    ['has letters beyond ASCII before the @', 'grüße@example.com'],
    ['has letters beyond ASCII behind the @', 'ada@İstanbul.example'],
  ])('refuses an address that %s', async (_, email) => {
    for (const answer of [register(app, email), login(app, email)]) {
      const { body } = await expectStatus(400, answer);
      expect(body.errors).toMatchObject([{ pointer: '/email' }]);
    }
  });

  it('takes an internationalised domain in its ASCII form', async () => {
    await expectStatus(201, register(app, 'ada@xn--strae-oqa.example'));
  });

  it('gives everybody a budget for wrong codes', async () => {
    const email = freshEmail();
    await register(app, email);
    const budgets = await app.query(
      'SELECT payment_failures FROM verification_budgets b JOIN users u ON u.id = b.user_id WHERE u.email = $1',
      [email],
    );
    expect(budgets).toEqual([{ payment_failures: 0 }]);
  });

  it('answers the same for a taken address, and only its mailbox learns of it', async () => {
    const email = freshEmail();
    await register(app, email);
    await verify(email, await app.mailbox.codeFor(email));
    const again = await expectStatus(
      201,
      register(app, email, { password: OTHER_PASSWORD, name: 'Somebody Else' }),
    );
    expect(again.body).toEqual({ email });
    await app.mailbox.waitFor(email, ({ text }) => !/\b\d{6}\b/.test(text));
    await expectStatus(401, login(app, email, { password: OTHER_PASSWORD }));
    expect((await expectStatus(200, login(app, email))).body.user.name).toBe('Ada Lovelace');
    expect((await auditOf('account.registered', email)).at(-1)).toEqual({
      outcome: 'failure',
      details: { reason: 'address-taken' },
    });
  });

  it('replaces the code when the same person registers again', async () => {
    const email = freshEmail();
    await register(app, email);
    const first = await app.mailbox.codeFor(email);
    await register(app, email, { name: 'Ada King' });
    const second = await app.mailbox.codeFor(email);
    if (first !== second) expect((await verify(email, first)).body).toMatchObject({ code: 'code-incorrect' });
    await expectStatus(204, verify(email, second));
    expect((await expectStatus(200, login(app, email))).body.user.name).toBe('Ada King');
  });

  it.each([
    ['before the owner', OTHER_PASSWORD, PASSWORD],
    ['after the owner', PASSWORD, OTHER_PASSWORD],
  ])('does not let in a stranger who registers the address %s', async (_, first, second) => {
    const email = freshEmail();
    await register(app, email, { password: first });
    await app.mailbox.codeFor(email);
    await register(app, email, { password: second });
    await expectStatus(204, verify(email, await app.mailbox.codeFor(email)));
    await expectStatus(401, login(app, email, { password: first }));
    await expectStatus(401, login(app, email, { password: second }));
    const { text } = await app.mailbox.waitFor(email, (mail) => mail.text.includes('set-password#token='));
    const token = /token=([\w-]+)/.exec(text)?.[1];
    const newPassword = 'third time is a quiet charm';
    await expectStatus(
      204,
      app.call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword } }),
    );
    await expectStatus(200, login(app, email, { password: newPassword }));
  });

  it('makes one account of many registrations at once', async () => {
    const email = freshEmail();
    const answers = await Promise.all(Array.from({ length: 8 }, () => register(app, email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(await app.query('SELECT 1 FROM users WHERE email = $1', [email])).toHaveLength(1);
    const live = await app.query<{ live: string }>(
      `SELECT count(*) FILTER (WHERE used_at IS NULL) AS live FROM account_tokens t JOIN users u ON u.id = t.user_id
       WHERE u.email = $1`,
      [email],
    );
    expect(live).toEqual([{ live: '1' }]);
    await expectStatus(403, login(app, email));
  });

  it("keeps nobody's password when two different ones race", async () => {
    const email = freshEmail();
    await Promise.all([register(app, email), register(app, email, { password: OTHER_PASSWORD })]);
    expect(await app.query('SELECT password_hash FROM users WHERE email = $1', [email])).toEqual([
      { password_hash: null },
    ]);
  });

  it('stops writing to a mailbox that others fill', async () => {
    const email = freshEmail();
    for (let times = 0; times < 7; times++) await expectStatus(201, register(app, email));
    const events = await auditOf('account.registered', email);
    expect(events.filter(({ details }) => details.codeSent === true)).toHaveLength(5);
    expect(events).toHaveLength(7);
  });

  it.each([
    ['password', 'too short', 422, 'password-too-weak'],
    ['password', 'HarryPotter123', 422, 'password-too-weak'],
    ['password', 12345678901234, 400, 'validation-failed'],
    ['password', 'x'.repeat(2000), 400, 'validation-failed'],
    ['email', 'no address', 400, 'validation-failed'],
    ['email', `${'a'.repeat(250)}@example.com`, 400, 'validation-failed'],
    ['name', '   ', 400, 'validation-failed'],
    ['name', 'nul\u0000byte', 400, 'malformed-json'],
    ['accountType', 'admin', 400, 'validation-failed'],
    ['accountType', 'auditor', 400, 'validation-failed'],
    ['isAdmin', true, 400, 'validation-failed'],
  ])('refuses %s %j', async (field, value, status, code) => {
    expect((await register(app, freshEmail(), { [field]: value })).body).toMatchObject({ status, code });
  });
});

describe('proving an address', () => {
  it('answers an unknown address like a wrong code', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    const wrong = await expectStatus(422, verify(email, otherThan(code)));
    const unknown = await expectStatus(422, verify('nobody-here@example.com', otherThan(code)));
    expect({ ...unknown.body, instance: '' }).toEqual({ ...wrong.body, instance: '' });
    expect(await auditOf('account.email_verified', email)).toEqual([
      { outcome: 'failure', details: { reason: 'code-incorrect' } },
    ]);
  });

  it('evaluates at most five codes, however many come at once', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    const wrong = await Promise.all(Array.from({ length: 20 }, () => verify(email, otherThan(code))));
    expect(wrong.map(({ status }) => status)).toEqual(Array(20).fill(422));
    const attempts = await app.query(
      'SELECT attempts FROM account_tokens t JOIN users u ON u.id = t.user_id WHERE u.email = $1',
      [email],
    );
    expect(attempts).toEqual([{ attempts: 5 }]);
    await expectStatus(422, verify(email, code));
    expect(await auditOf('account.email_verified', email)).toHaveLength(21);
  });

  it('accepts a right code once, however many times it comes at once', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(email, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422, 422, 422]);
  });

  it('refuses a code after ten minutes, and sends another to who logs in', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    app.clock.advance(10 * MINUTE);
    await expectStatus(422, verify(email, code));
    await expectStatus(401, login(app, email, { password: OTHER_PASSWORD }));
    await expectStatus(403, login(app, email));
    await expectStatus(204, verify(email, await app.mailbox.codeFor(email)));
  });

  it('does not send another code within a minute', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    await expectStatus(403, login(app, email));
    await expectStatus(204, verify(email, code));
  });

  it('keeps no code in clear', async () => {
    const email = freshEmail();
    await register(app, email);
    const code = await app.mailbox.codeFor(email);
    const rows = await app.query<{ row: string }>(
      `SELECT t::text AS row FROM account_tokens t UNION ALL SELECT e::text FROM audit_events e WHERE e.details::text LIKE '%' || $1 || '%'`,
      [code],
    );
    expect(rows.filter(({ row }) => row.split(',').includes(code))).toEqual([]);
  });

  it('does not count what cannot be a code', async () => {
    expect((await verify(freshEmail(), 'abc')).body).toMatchObject({
      status: 400,
      code: 'validation-failed',
    });
  });
});

function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000';
}
