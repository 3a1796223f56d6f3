import { DAY, HOUR, MINUTE } from '../../src/common/clock';
import { type Account, enrolTotp, expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { pass, registerPayer, validateLogin } from '../support/attacks';
import { loginFrom, trustedDevice } from '../support/devices';
import { approve, freshTotpCode, fundedMilestone, registerUser, verifyAndPay } from '../support/factories';
import { changePolicy } from '../support/policies';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

const BY_APP = { minimum_payment: 'totp', minimum_large_payment: 'totp' };

async function start(parties: { client: Account; payee: Account }, amount: number) {
  const { milestoneId } = await fundedMilestone(app, parties, { amount });
  return approve(app, parties.client, [milestoneId]);
}

const disable = ({ token, password }: Account, secret: string) =>
  app.call('POST', '/api/2fa/disable', { token, body: { password, code: freshTotpCode(app, secret) } });

describe('payments', () => {
  it('take only methods that are good enough, and tell which would do', async () => {
    const client = await registerUser(app);
    const payee = await registerUser(app, { accountType: 'payee' });
    await changePolicy(app, 'client', BY_APP);
    const refused = await start({ client, payee }, 10_000);
    expect([refused.status, refused.body.code]).toEqual([403, 'stronger-factor-required']);
    expect(refused.body.methods).toContain('totp');
    expect(refused.body.methods).not.toContain('email');
    await enrolTotp(app, client);
    const { body } = await expectStatus(201, start({ client, payee }, 10_000));
    expect(body.challenge.methods).toEqual(['totp']);
    const resend = { token: client.token, body: { method: 'email' } };
    const weaker = await app.call('POST', `/api/2fa/challenges/${body.challenge.id}/resend`, resend);
    expect([weaker.status, weaker.body.code]).toEqual([403, 'stronger-factor-required']);
  });

  it('always need a code when the policy takes them for large ones', async () => {
    const payer = await registerPayer(app);
    const settings = { token: payer.client.token, body: { threshold: 0 } };
    await expectStatus(200, app.call('PUT', '/api/security-settings', settings));
    const first = await expectStatus(201, start(payer, 5_000));
    await expectStatus(200, verifyAndPay(app, payer.client, first.body.id, freshTotpCode(app, payer.secret)));
    await changePolicy(app, 'client', { large_payment_above: 7_000, minimum_large_payment: 'totp' });
    const reasonsOf = async (amount: number) => (await start(payer, amount)).body;
    expect((await reasonsOf(7_000)).stepUp.reasons).not.toContain('policy');
    const large = await reasonsOf(7_001);
    expect(large.stepUp.reasons).toContain('policy');
    expect(large.challenge.methods).toEqual(['totp']);
  });

  it('are proven by e-mail up to what the policy says', async () => {
    const client = await registerUser(app);
    const payee = await registerUser(app, { accountType: 'payee' });
    await changePolicy(app, 'client', { email_max_amount: 20_000 });
    await expectStatus(201, start({ client, payee }, 20_000));
    expect((await start({ client, payee }, 20_001)).body.code).toBe('stronger-factor-required');
  });
});

describe('factors', () => {
  it('are only set up by methods that the policy takes', async () => {
    const client = await registerUser(app);
    await changePolicy(app, 'client', { methods: ['totp', 'email'] });
    await changePolicy(app, 'client', {
      methods: ['totp'],
      minimum_login: 'totp',
      minimum_factor_change: 'totp',
      ...BY_APP,
    });
    const setup = await app.call('POST', '/api/2fa/setup', {
      token: client.token,
      body: { method: 'email' },
    });
    expect([setup.status, setup.body.code, setup.body.methods]).toEqual([
      403,
      'stronger-factor-required',
      ['totp'],
    ]);
  });

  it('stay where the policy requires one', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    await changePolicy(app, 'client', { enforcement: 'required', grace_days: 30 });
    const refused = await disable(client, secret);
    expect([refused.status, refused.body.code]).toEqual([409, 'last-factor-required']);
    await changePolicy(app, 'client', { enforcement: 'optional' });
    await expectStatus(204, disable(client, secret));
  });

  it('cannot be thinned out to those that do not suffice', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    const spendable = async () => {
      const open = { token: client.token, body: { purpose: 'manage-factors' } };
      const { id } = (await expectStatus(201, app.call('POST', '/api/2fa/challenges', open))).body;
      const proof = { token: client.token, body: { code: freshTotpCode(app, secret) } };
      await expectStatus(204, app.call('POST', `/api/2fa/challenges/${id}/verify`, proof));
      return { 'X-2FA-Challenge': id };
    };
    const setup = { token: client.token, body: { method: 'email' }, headers: await spendable() };
    const { factorId } = (await expectStatus(201, app.call('POST', '/api/2fa/setup', setup))).body;
    const proof = { factorId, code: await app.mailbox.codeFor(client.email) };
    const verify = { token: client.token, body: proof };
    client.token = (await expectStatus(200, app.call('POST', '/api/2fa/verify', verify))).body.token;
    await changePolicy(app, 'client', { enforcement: 'required', minimum_login: 'totp' });
    const { factors } = (await app.call('GET', '/api/2fa/status', { token: client.token })).body;
    const remove = async (method: string) => {
      const { id } = factors.find((factor: { method: string }) => factor.method === method);
      const request = { token: client.token, headers: await spendable() };
      return (await app.call('DELETE', `/api/2fa/factors/${id}`, request)).body.code;
    };
    expect(await remove('totp')).toBe('last-factor-required');
    expect(await remove('email')).toBeUndefined();
  });
});

describe('lifetimes', () => {
  it('of sessions are those of the policy, also for sessions that were there before', async () => {
    const client = await registerUser(app);
    const me = async () => (await app.call('GET', '/api/auth/me', { token: client.token })).status;
    await changePolicy(app, 'client', { session_hours: 2, session_idle_minutes: 5 });
    app.clock.advance(4 * MINUTE);
    expect(await me()).toBe(200);
    app.clock.advance(6 * MINUTE);
    expect(await me()).toBe(401);
    const { body } = await expectStatus(200, login(app, client.email));
    expect(Date.parse(body.expiresAt) - app.clock.now().getTime()).toBeLessThanOrEqual(2 * HOUR);
    client.token = body.token;
    await changePolicy(app, 'client', { session_hours: 1, session_idle_minutes: 15 });
    await pass(app, 50, client);
    app.clock.advance(11 * MINUTE);
    expect(await me()).toBe(401);
  });

  it('of trust in a browser are those of the policy, and none trusts none', async () => {
    const client = await registerUser(app);
    const secret = await enrolTotp(app, client);
    await changePolicy(app, 'client', { trust_days: 2 });
    const token = await trustedDevice(app, client, secret);
    const { items } = (await app.call('GET', '/api/2fa/trusted-devices', { token: client.token })).body;
    expect(Date.parse(items[0].expiresAt) - app.clock.now().getTime()).toBeLessThanOrEqual(2 * DAY);
    await changePolicy(app, 'client', { trust_days: 0 });
    const { body } = await expectStatus(200, loginFrom(app, client, token));
    expect(body.status).toBe('two_factor_required');
    const step = { loginToken: body.loginToken, code: freshTotpCode(app, secret), trustDevice: true };
    const second = await expectStatus(200, app.call('POST', '/api/2fa/validate', { body: step }));
    expect(second.body.deviceTrusted).toBe(false);
  });
});

it('lets a weaker factor log in where that is what there is, and no further than the policy', async () => {
  const client = await registerUser(app);
  const secret = await enrolTotp(app, client);
  await changePolicy(app, 'client', { minimum_login: 'webauthn' });
  const first = await expectStatus(200, login(app, client.email));
  expect(first.body.challenge.methods).toEqual(['totp']);
  const loginToken = first.body.loginToken;
  const second = await expectStatus(200, validateLogin(app, loginToken, freshTotpCode(app, secret)));
  expect(second.body.status).toBe('authenticated');
  await changePolicy(app, 'client', { enforcement: 'required', grace_days: 0 });
  expect((await app.call('GET', '/api/contracts', { token: second.body.token })).body.code).toBe(
    'enrolment-required',
  );
});
