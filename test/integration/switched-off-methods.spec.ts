import { expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { alsoOn, otherCode, pendingApproval, validateLogin } from '../support/attacks';
import type { Authenticator } from '../support/authenticator';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedMilestone,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import { enrolPasskey, validate } from '../support/passkeys';
import { enrolSms, Phones } from '../support/phones';

type Method = 'webauthn' | 'totp' | 'sms' | 'email';
const all: Method[] = ['webauthn', 'totp', 'sms', 'email'];
const LARGE = 900_000;

interface Person {
  account: Account;
  backupCodes: string[];
  code(app: TestApp): Promise<string>;
  passkey?: Authenticator;
}

let phones: Phones;
let on: TestApp;
let payee: Account;
/** Processes on the same database, by what they have switched off. */
const off = new Map<string, TestApp>();

async function without(...methods: Method[]): Promise<TestApp> {
  const name = methods.join();
  const running = off.get(name);
  if (running) return running;
  const left = all.filter((method) => !methods.includes(method)).join();
  const app = await startApp({ ...alsoOn(on), env: { ...env(), TWO_FACTOR_METHODS: left } });
  off.set(name, app);
  return app;
}

const env = () => ({ ...phones.env, SMS_HOURLY_PER_ADDRESS: '1000', SMS_DAILY_BUDGET: '10000' });

beforeAll(async () => {
  phones = await Phones.open();
  on = await startApp({ env: env() });
  payee = await registerUser(on, { accountType: 'payee' });
});
afterAll(async () => {
  for (const app of off.values()) await app.close();
  await on.close();
  await phones.close();
});

/** Has one factor, of this method. */
async function personWith(method: Method): Promise<Person> {
  const account = await registerUser(on);
  if (method === 'webauthn') {
    const { passkey, backupCodes = [] } = await enrolPasskey(on, account);
    return { account, backupCodes, passkey, code: () => Promise.reject(new Error('A passkey has no codes')) };
  }
  const body = { method, ...(method === 'sms' ? { phone: phones.newNumber(), consent: true } : {}) };
  const { token } = account;
  const { factorId, secret } = (await expectStatus(201, on.call('POST', '/api/2fa/setup', { token, body })))
    .body;
  const code = (app: TestApp) => {
    if (method === 'totp') return Promise.resolve(freshTotpCode(app, secret));
    return method === 'sms' ? phones.codeFor(body.phone as string) : app.mailbox.codeFor(account.email);
  };
  const proof = { token, body: { factorId, code: await code(on) } };
  const verified = (await expectStatus(200, on.call('POST', '/api/2fa/verify', proof))).body;
  account.token = verified.token;
  return { account, backupCodes: verified.backupCodes, code };
}

const loginAt = async (app: TestApp, { account }: Person) =>
  (await expectStatus(200, login(app, account.email))).body;

async function finish(app: TestApp, { account }: Person, loginToken: string, code: string): Promise<void> {
  account.token = (await expectStatus(200, validateLogin(app, loginToken, code))).body.token;
}

const factorsOf = async (app: TestApp, { account: { token } }: Person) =>
  (await app.call('GET', '/api/2fa/status', { token })).body.factors;

describe.each<[Method, Method[]]>([
  ['webauthn', ['email']],
  ['totp', ['email']],
  ['sms', ['email']],
  ['email', []],
])('a person who has only %s, while it is switched off', (method, instead) => {
  it('is told, gets in by another proof and never without one, and has the old one back when it is on', async () => {
    const app = await without(method);
    const person = await personWith(method);
    const { status, loginToken, challenge } = await loginAt(app, person);
    expect(status).toBe('two_factor_required');
    expect(challenge.unavailableMethods).toEqual([method]);
    expect([challenge.method, challenge.methods]).toEqual(
      instead.length > 0 ? ['email', instead] : ['backup_code', ['backup_code']],
    );
    const right =
      instead.length > 0
        ? await app.mailbox.codeFor(person.account.email)
        : (person.backupCodes[0] as string);
    const wrong = instead.length > 0 ? otherCode(right) : 'ZZZZZZZZ';
    expect((await validateLogin(app, loginToken, wrong)).status).toBe(422);
    await finish(app, person, loginToken, right);
    expect(await factorsOf(app, person)).toMatchObject([{ method, available: false }]);
    const back = await loginAt(on, person);
    expect(back.challenge).toMatchObject({ method, methods: [method], unavailableMethods: [] });
    if (person.passkey) {
      const credential = person.passkey.get(back.challenge.webauthn);
      const answer = await expectStatus(200, validate(on, { loginToken: back.loginToken, credential }));
      person.account.token = answer.body.token;
    } else await finish(on, person, back.loginToken, await person.code(on));
    expect(await factorsOf(on, person)).toMatchObject([{ method, available: true }]);
  });

  it('approves small payments by e-mail if that is on, and larger ones by backup code', async () => {
    const app = await without(method);
    const person = await personWith(method);
    const parties = { client: person.account, payee };
    const large = await fundedMilestone(on, parties, { amount: LARGE });
    const asked = await approve(app, person.account, [large.milestoneId]);
    if (method === 'email') {
      // An address never suffices for so much, on or off.
      expect([asked.status, asked.body.code]).toEqual([403, 'stronger-factor-required']);
      return;
    }
    const { id, challenge } = (await expectStatus(201, Promise.resolve(asked))).body;
    expect(challenge).toMatchObject({ method: 'backup_code', unavailableMethods: [method], delivery: null });
    expect((await verifyAndPay(app, person.account, id, 'ZZZZZZZZ')).status).toBe(422);
    expect((await verifyAndPay(app, person.account, id, person.backupCodes[1] as string)).status).toBe(200);
    const small = await pendingApproval(app, parties);
    const code = await app.mailbox.codeFor(person.account.email);
    expect((await verifyAndPay(app, person.account, small.approvalId, code)).status).toBe(200);
  });

  it('changes factors with a backup code only', async () => {
    const app = await without(method);
    const { account, backupCodes } = await personWith(method);
    const { token } = account;
    const body = { purpose: 'manage-factors' };
    const { body: challenge } = await expectStatus(
      201,
      app.call('POST', '/api/2fa/challenges', { token, body }),
    );
    expect(challenge).toMatchObject({ method: 'backup_code', methods: ['backup_code'] });
    const verify = (code: string): Promise<Answer> =>
      app.call('POST', `/api/2fa/challenges/${challenge.id}/verify`, { token, body: { code } });
    await expectStatus(204, verify(backupCodes[2] as string));
    const other = method === 'totp' ? 'email' : 'totp';
    const setup = { token, body: { method: other }, headers: { 'X-2FA-Challenge': challenge.id } };
    await expectStatus(201, app.call('POST', '/api/2fa/setup', setup));
  });
});

it('is not shut out silently without backup codes: the problem says what is left to do', async () => {
  const app = await without('sms', 'email');
  const person = await personWith('sms');
  await on.query('DELETE FROM backup_codes WHERE user_id = $1', [person.account.id]);
  const { status, body } = await login(app, person.account.email);
  expect([status, body.code, body.methods]).toEqual([503, 'factors-unavailable', ['sms']]);
  expect(body.detail).toContain('recovery');
});

it('proves nothing beside a password by a method that is off', async () => {
  const app = await without('totp');
  const person = await personWith('totp');
  const { token, password } = person.account;
  const disable = (at: TestApp, code: string) =>
    at.call('POST', '/api/2fa/disable', { token, body: { password, code } });
  expect((await disable(app, await person.code(app))).status).toBe(422);
  expect((await disable(on, await person.code(on))).status).toBe(204);
});

it('is not what a browser is trusted by, nor asked for by a resend', async () => {
  const app = await without('totp');
  const person = await personWith('totp');
  const { loginToken, challenge } = await loginAt(app, person);
  const resend = (body: object) =>
    app.call('POST', `/api/2fa/challenges/${challenge.id}/resend`, { body: { loginToken, ...body } });
  expect((await resend({ method: 'totp' })).body.code).toBe('stronger-factor-required');
  const code = await app.mailbox.codeFor(person.account.email);
  const answer = await app.call('POST', '/api/2fa/validate', {
    body: { loginToken, code, trustDevice: true },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('set-cookie') ?? '').not.toContain('__Host-trusted-device=');
});

it('is not what is left when the last factor that works is removed', async () => {
  const app = await without('sms');
  const { account, backupCodes } = await personWith('totp');
  const challenge = async (code: string) => {
    const { token } = account;
    const { body } = await expectStatus(
      201,
      on.call('POST', '/api/2fa/challenges', { token, body: { purpose: 'manage-factors' } }),
    );
    await expectStatus(
      204,
      on.call('POST', `/api/2fa/challenges/${body.id}/verify`, { token, body: { code } }),
    );
    return { 'X-2FA-Challenge': body.id };
  };
  await enrolSms(on, phones, account, undefined, await challenge(backupCodes[0] as string));
  const [totp] = await factorsOf(on, { account } as Person);
  const headers = await challenge(backupCodes[1] as string);
  const removal = await app.call('DELETE', `/api/2fa/factors/${totp.id}`, { token: account.token, headers });
  expect([removal.status, removal.body.code]).toEqual([409, 'last-factor-required']);
});
