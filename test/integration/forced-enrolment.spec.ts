import { DAY, SECOND } from '../../src/common/clock';
import { type Account, enrolTotp, expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { freshTotpCode, newOperator } from '../support/factories';
import { changePolicy } from '../support/policies';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
afterEach(() =>
  changePolicy(app, 'client', {
    enforcement: 'optional',
    methods: ['totp', 'sms', 'email'],
    minimum_factor_change: 'sms',
  }),
);

const statusOf = async ({ token }: Account) =>
  (await expectStatus(200, app.call('GET', '/api/2fa/status', { token }))).body.policy;

const contracts = async ({ token }: Account) => {
  const { status, body } = await app.call('GET', '/api/contracts', { token });
  return [status, body.code];
};

const free = [200, undefined];
const restricted = [403, 'enrolment-required'];

describe('an account that needs a factor and has none', () => {
  it('logs in to a session that becomes a whole one with the factor', async () => {
    const admin = await newOperator(app, 'admin');
    const { body } = await expectStatus(200, login(app, admin.email));
    expect(body).toEqual({
      status: 'enrolment_required',
      token: expect.any(String),
      expiresAt: expect.any(String),
      deviceTrusted: false,
      user: expect.objectContaining({ id: admin.id, accountType: 'admin' }),
      allowedMethods: expect.arrayContaining(['totp']),
    });
    const enrolling = { ...admin, token: body.token };
    const events = async ({ token }: Account) =>
      (await app.call('GET', '/api/audit/events', { token })).status;
    expect(await events(enrolling)).toBe(403);
    await enrolTotp(app, enrolling);
    expect(enrolling.token).not.toBe(body.token);
    expect(await events(enrolling)).toBe(200);
    expect((await app.call('GET', '/api/auth/me', { token: body.token })).status).toBe(401);
  });

  it('gets that session as a cookie when it asks for one', async () => {
    const { email } = await newOperator(app, 'admin');
    const answer = await expectStatus(200, login(app, email, { transport: 'cookie' }));
    expect(answer.body).toMatchObject({ status: 'enrolment_required' });
    expect(answer.body).not.toHaveProperty('token');
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-session=/)]);
  });

  it('may change its password, and look at itself', async () => {
    const admin = await newOperator(app, 'admin');
    const newPassword = 'copper thimble orchard nine';
    const body = { currentPassword: admin.password, newPassword };
    await expectStatus(204, app.call('POST', '/api/auth/password', { token: admin.token, body }));
    await expectStatus(200, app.call('GET', '/api/auth/me', { token: admin.token }));
    await expectStatus(204, app.call('POST', '/api/auth/logout', { token: admin.token }));
  });

  it('opens no challenge but one that leads to a factor', async () => {
    const auditor = await newOperator(app, 'auditor');
    const open = (purpose: string) =>
      app.call('POST', '/api/2fa/challenges', { token: auditor.token, body: { purpose } });
    expect((await open('change-security-settings')).body.code).toBe('enrolment-required');
    expect((await open('manage-factors')).status).toBe(201);
  });
});

describe('grace', () => {
  it('is counted from the change of the policy, and shown until a factor is there', async () => {
    const client = await openAccount(app);
    expect(await statusOf(client)).toMatchObject({ enforcement: 'optional', graceEndsAt: null });
    app.clock.stop();
    const changedAt = app.clock.now();
    await changePolicy(app, 'client', { enforcement: 'required', grace_days: 7 });
    const graceEndsAt = new Date(changedAt.getTime() + 7 * DAY).toISOString();
    expect(await statusOf(client)).toMatchObject({ enforcement: 'required', graceEndsAt });
    expect(await contracts(client)).toEqual(free);
    await enrolTotp(app, client);
    expect(await statusOf(client)).toMatchObject({ enforcement: 'required', graceEndsAt: null });
  });

  it('is counted from the sign-up of those who come later', async () => {
    await changePolicy(app, 'client', { enforcement: 'required', grace_days: 7 });
    app.clock.advance(30 * DAY);
    const client = await openAccount(app);
    const [user] = await app.query<{ created_at: Date }>('SELECT created_at FROM users WHERE id = $1', [
      client.id,
    ]);
    const graceEndsAt = new Date((user?.created_at.getTime() ?? 0) + 7 * DAY).toISOString();
    expect(await statusOf(client)).toMatchObject({ graceEndsAt });
    expect(await contracts(client)).toEqual(free);
  });

  it('ends in the middle of a session, to the millisecond', async () => {
    const client = await openAccount(app);
    await changePolicy(app, 'client', { enforcement: 'required', grace_days: 1 });
    const { graceEndsAt } = await statusOf(client);
    app.clock.stop(new Date(Date.parse(graceEndsAt) - SECOND));
    client.token = (await expectStatus(200, login(app, client.email))).body.token;
    expect(await contracts(client)).toEqual(free);
    app.clock.advance(SECOND - 1);
    expect(await contracts(client)).toEqual(free);
    app.clock.advance(1);
    expect(await contracts(client)).toEqual(restricted);
    expect((await login(app, client.email)).body.status).toBe('enrolment_required');
  });
});

it('restricts sessions at the request after a change of the policy, and frees them with the next one', async () => {
  const [client, payee] = [await openAccount(app), await openAccount(app, { accountType: 'payee' })];
  await changePolicy(app, 'client', { enforcement: 'required', grace_days: 0 });
  expect(await contracts(client)).toEqual(restricted);
  expect(await contracts(payee)).toEqual(free);
  await changePolicy(app, 'client', { enforcement: 'optional' });
  expect(await contracts(client)).toEqual(free);
});

it('counts only factors that are good enough for a login, and lets others prove who enrols a better one', async () => {
  const client = await openAccount(app);
  const secret = await enrolTotp(app, client);
  await changePolicy(app, 'client', { enforcement: 'required', grace_days: 0 });
  expect(await contracts(client)).toEqual(free);
  const email = ['email'];
  await changePolicy(app, 'client', {
    methods: email,
    minimum_login: 'email',
    minimum_payment: 'email',
    minimum_large_payment: 'email',
    minimum_factor_change: 'email',
  });
  expect(await contracts(client)).toEqual(restricted);
  const first = await expectStatus(200, login(app, client.email));
  expect(first.body.status).toBe('two_factor_required');
  const { loginToken } = first.body;
  const code = freshTotpCode(app, secret);
  const { body } = await expectStatus(
    200,
    app.call('POST', '/api/2fa/validate', { body: { loginToken, code } }),
  );
  expect(body).toMatchObject({ status: 'enrolment_required', allowedMethods: email });
  const setup = { token: body.token, body: { method: 'email' } };
  expect((await app.call('POST', '/api/2fa/setup', setup)).body.code).toBe('second-factor-required');
});
