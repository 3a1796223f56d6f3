import { MINUTE, SECOND } from '../../src/common/clock';
import { type Account, expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, registerPayer, together, validateLogin } from '../support/attacks';
import {
  deviceToken,
  expectAskedForCode,
  fromDevice,
  listDevices,
  loginFrom,
  trustedDevice,
} from '../support/devices';
import { freshTotpCode, registerUser } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payee: Account;
let client: Account;
let secret: string;
let cookie: string;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});
beforeEach(async () => {
  ({ client, secret } = await registerPayer(first, payee));
  cookie = await trustedDevice(first, client, secret);
});

const either = (index: number) => (index % 2 ? first : second);

function revocations(userId: string) {
  return auditEvents(first, `type = 'device.revoked' AND actor_id = $1`, [userId]);
}

describe('a token that was replaced', () => {
  it('takes the trust from its device when it comes back: owner and thief both meet the second step', async () => {
    const thief = await expectStatus(200, loginFrom(second, client, cookie));
    first.clock.advance(10 * SECOND);
    const loginToken = await expectAskedForCode(second, client, cookie);
    await expectStatus(401, second.call('GET', '/api/auth/me', { token: thief.body.token }));
    await expectAskedForCode(second, client, deviceToken(thief));
    expect(await revocations(client.id)).toMatchObject([{ details: { cause: 'token-reused' } }]);
    const { text } = await first.mailbox.waitFor(client.email, (mail) =>
      mail.text.includes('no longer trusted'),
    );
    expect(text).toContain('An old copy of its key was used');
    await expectStatus(200, validateLogin(first, loginToken, freshTotpCode(first, secret)));
    expect(await revocations(client.id)).toHaveLength(1);
  });

  it('is caught at once when two generations have passed', async () => {
    const next = deviceToken(await expectStatus(200, loginFrom(first, client, cookie)));
    await expectStatus(200, loginFrom(first, client, next));
    await expectAskedForCode(second, client, cookie);
    expect(await revocations(client.id)).toHaveLength(1);
  });

  it('does not come back to life by trusting the browser again', async () => {
    const next = deviceToken(await expectStatus(200, loginFrom(first, client, cookie)));
    first.clock.advance(MINUTE);
    const { body } = await expectStatus(200, login(first, client.email));
    const answer = await expectStatus(
      200,
      first.call('POST', '/api/2fa/validate', {
        body: { loginToken: body.loginToken, code: freshTotpCode(first, secret), trustDevice: true },
        headers: fromDevice(cookie),
      }),
    );
    await expectAskedForCode(second, client, next);
    expect((await expectStatus(200, loginFrom(first, client, deviceToken(answer)))).body.status).toBe(
      'authenticated',
    );
    expect(await listDevices(first, { ...client, token: answer.body.token })).toHaveLength(1);
  });
});

describe('20 parallel uses of one token', () => {
  it('over two processes rotate it once, and all get the same new token', async () => {
    const answers = await together(20, (index) => loginFrom(either(index), client, cookie));
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(
      Array(20).fill([200, 'authenticated']),
    );
    expect(new Set(answers.map(deviceToken)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(20);
    const [device] = await first.query<{ generation: number }>(
      'SELECT generation FROM trusted_devices WHERE user_id = $1',
      [client.id],
    );
    expect(device).toEqual({ generation: 1 });
    expect(await revocations(client.id)).toEqual([]);
  });

  it('beside its revocation leave nobody logged in through it', async () => {
    const uses = Array.from({ length: 20 }, (_, index) => loginFrom(either(index), client, cookie));
    await Promise.any(uses);
    await expectStatus(204, first.call('DELETE', '/api/2fa/trusted-devices', { token: client.token }));
    const answers = await Promise.all(uses);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    for (const { body } of answers.filter((answer) => answer.body.status === 'authenticated'))
      await expectStatus(401, first.call('GET', '/api/auth/me', { token: body.token }));
    await expectAskedForCode(second, client, cookie);
  });
});
