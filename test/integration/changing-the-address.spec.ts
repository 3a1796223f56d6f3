import { HOUR } from '../../src/common/clock';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { enrol, expectStatus, freshEmail, login, openAccount, register } from '../support/accounts';
import { addressCode, askForAddress, changeAddress, confirmAddress } from '../support/addresses';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, pendingApproval, protectedCall, registerPayer } from '../support/attacks';
import { loginFrom, trustedDevice } from '../support/devices';
import { freshTotpCode, verifyAndPay } from '../support/factories';
import { noticesOf } from '../support/notices';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const me = ({ token }: { token: string }) => app.call('GET', '/api/auth/me', { token });

it('moves an account to the address whose code is entered, and tells both addresses', async () => {
  const person = await openAccount(app);
  const from = person.email;
  const other = { token: (await login(app, from)).body.token };
  const to = freshEmail();
  const asked = await expectStatus(202, askForAddress(app, person, to.toUpperCase()));
  expect(asked.body).toEqual({ newEmail: to, expiresAt: expect.any(String) });
  await app.mailbox.waitFor(from, ({ text }) => /wants to change the e-mail address/.test(text));
  expect((await me(person)).body.email).toBe(from);

  const code = await app.mailbox.codeFor(to);
  await expectStatus(204, confirmAddress(app, person, ` ${code.slice(0, 3)} ${code.slice(3)} `));
  expect((await me(person)).body.email).toBe(to);
  await expectStatus(401, me(other));
  await expectStatus(401, login(app, from));
  await expectStatus(200, login(app, to));
  const changed = ({ text }: { text: string }) =>
    /address of your account is now p\*+@example\.com/.test(text);
  expect((await app.mailbox.waitFor(from, changed)).text).toContain('/wasnt-me#token=');
  expect((await app.mailbox.waitFor(to, changed)).text).not.toContain('wasnt-me');
  const told = (await noticesOf(app, person)).filter(({ kind }) => kind.startsWith('email-'));
  expect(told.map(({ kind }) => kind)).toEqual(['email-changed', 'email-change-requested']);
  const events = await auditEvents(app, `type LIKE 'account.email_change%' AND actor_id = $1`, [person.id]);
  expect(events.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['account.email_change_requested', 'success'],
    ['account.email_changed', 'success'],
  ]);
  expect(JSON.stringify(events)).not.toContain('example.com');
  const [row] = await app.query<{ email_changed_at: Date }>(
    'SELECT email_changed_at FROM users WHERE id = $1',
    [person.id],
  );
  expect(row?.email_changed_at).toBeInstanceOf(Date);
});

it('needs the password, another address than before, and a challenge that no e-mail answers', async () => {
  const person = await openAccount(app);
  const ask = (body: object, headers = {}) =>
    app.call('POST', '/api/auth/email', { token: person.token, body, headers });
  const newEmail = freshEmail();
  const wrong = await ask({ newEmail, password: 'not the password at all' });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
  const same = await ask({ newEmail: person.email.toUpperCase(), password: person.password });
  expect(same.body).toMatchObject({ status: 400, errors: [{ pointer: '/newEmail' }] });
  for (const odd of ['ada@exämple.com', 'ada', 'ada@example.com ', ['ada@example.com'], null])
    await expectStatus(400, ask({ newEmail: odd, password: person.password }));

  const { secret } = await enrol(app, person);
  const bare = await ask({ newEmail, password: person.password });
  expect([bare.status, bare.body.code, bare.body.purpose]).toEqual([
    401,
    'second-factor-required',
    'change-email',
  ]);
  await protectedCall(app, { client: person, secret }, 'POST', '/api/2fa/setup', { method: 'email' });
  const opened = app.call('POST', '/api/2fa/challenges', {
    token: person.token,
    body: { purpose: 'change-email' },
  });
  expect((await expectStatus(201, opened)).body.methods).toEqual(['totp']);
  await changeAddress(app, person, newEmail, secret);
  expect((await me(person)).body.email).toBe(newEmail);
});

it('asks those who have only e-mail as a factor for a stronger one', async () => {
  const person = await openAccount(app);
  const { token } = person;
  const setup = await expectStatus(
    201,
    app.call('POST', '/api/2fa/setup', { token, body: { method: 'email' } }),
  );
  const body = { factorId: setup.body.factorId, code: await app.mailbox.codeFor(person.email) };
  person.token = (await expectStatus(200, app.call('POST', '/api/2fa/verify', { token, body }))).body.token;
  const challenge = { token: person.token, body: { purpose: 'change-email' } };
  const refused = await app.call('POST', '/api/2fa/challenges', challenge);
  expect([refused.status, refused.body.code]).toEqual([403, 'stronger-factor-required']);
  expect((await askForAddress(app, person, freshEmail())).body.code).toBe('second-factor-required');
});

it('ends codes by e-mail as a factor, trust in devices and open challenges', async () => {
  const payer = await registerPayer(app);
  const { client, secret } = payer;
  const { body: setup } = await protectedCall(app, payer, 'POST', '/api/2fa/setup', { method: 'email' });
  const verify = { factorId: setup.factorId, code: await app.mailbox.codeFor(client.email) };
  const verified = app.call('POST', '/api/2fa/verify', { token: client.token, body: verify });
  client.token = (await expectStatus(200, verified)).body.token;
  const device = await trustedDevice(app, client, secret);
  const code = await addressCode(app, client, freshEmail(), secret);
  const { approvalId } = await pendingApproval(app, payer);
  await expectStatus(204, confirmAddress(app, client, code));
  client.email = (await me(client)).body.email;

  const status = await app.call('GET', '/api/2fa/status', { token: client.token });
  expect(status.body.factors.map(({ method }: { method: string }) => method)).toEqual(['totp']);
  expect((await loginFrom(app, client, device)).body.status).toBe('two_factor_required');
  const late = await verifyAndPay(app, client, approvalId, freshTotpCode(app, secret));
  expect(late.status).toBe(409);
  const [told] = await noticesOf(app, client);
  expect(told?.body).toMatch(/Codes by e-mail are no second factor any more/);
});

it('holds payments with a code for a day', async () => {
  const payer = await registerPayer(app);
  await changeAddress(app, payer.client, freshEmail(), payer.secret);
  const { approvalId } = await pendingApproval(app, payer);
  const paid = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  expect(paid.status).toBe(202);
  expect(paid.body.payments).toMatchObject([{ status: 'held', hold: { reason: 'factor-changed' } }]);
  app.clock.advance(24 * HOUR);
  await app.get(FreedPayments).release();
  const payments = await app.query('SELECT status FROM payments WHERE approval_id = $1', [approvalId]);
  expect(payments).toEqual([{ status: 'released' }]);
});

it('takes an address from a registration that nobody has proven, and from no account', async () => {
  const squatted = freshEmail();
  await expectStatus(201, register(app, squatted));
  await app.mailbox.codeFor(squatted);
  const person = await openAccount(app);
  await changeAddress(app, person, squatted);
  const [aside] = await app.query<{ email: string }>(
    `SELECT email FROM users WHERE email LIKE '%@set-aside.invalid'`,
  );
  expect(aside).toBeDefined();
  await expectStatus(201, register(app, squatted));
  await app.mailbox.waitFor(squatted, ({ subject }) => /already have an account/.test(subject));
});

it('voids links to set a password that went to the address before', async () => {
  const person = await openAccount(app);
  await app.call('POST', '/api/auth/password-reset', { body: { email: person.email } });
  const { text } = await app.mailbox.waitFor(person.email, (mail) =>
    mail.text.includes('set-password#token='),
  );
  await changeAddress(app, person, freshEmail());
  const body = { token: /#token=([\w-]+)/.exec(text)?.[1], newPassword: 'copper walrus under seven moons' };
  await expectStatus(410, app.call('POST', '/api/auth/password-reset/confirm', { body }));
});
