import { SECOND } from '../../src/common/clock';
import { type Account, expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, pendingApproval, protectedCall, registerPayer } from '../support/attacks';
import {
  deviceCookie,
  deviceToken,
  expectAskedForCode,
  fromDevice,
  listDevices,
  loginFrom,
  trustedDevice,
} from '../support/devices';
import { approve, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

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

function revocations(userId: string) {
  return auditEvents(first, `type = 'device.revoked' AND actor_id = $1`, [userId]);
}

describe('a stolen device cookie', () => {
  it('is no use without the password', async () => {
    const body = { email: client.email, password: 'not the password at all' };
    await expectStatus(401, first.call('POST', '/api/auth/login', { body, headers: fromDevice(cookie) }));
    await expectStatus(401, first.call('GET', '/api/auth/me', { headers: fromDevice(cookie) }));
    expect((await expectStatus(200, loginFrom(first, client, cookie))).body.status).toBe('authenticated');
  });

  it('does not open the account of another person, nor does trying so harm its owner', async () => {
    const other = await registerPayer(first, payee);
    await expectAskedForCode(second, other.client, cookie);
    const loginToken = await expectAskedForCode(second, other.client, cookie);
    const code = freshTotpCode(first, other.secret);
    const answer = await expectStatus(
      200,
      first.call('POST', '/api/2fa/validate', {
        body: { loginToken, code, trustDevice: true },
        headers: fromDevice(cookie),
      }),
    );
    expect(deviceToken(answer)).not.toBe(cookie);
    expect(await listDevices(first, { ...other.client, token: answer.body.token })).toHaveLength(1);
    expect(await revocations(client.id)).toEqual([]);
    expect((await expectStatus(200, loginFrom(first, client, cookie))).body.status).toBe('authenticated');
    await expectAskedForCode(second, client, deviceToken(answer));
  });

  it('is not revoked by somebody else who knows the id of the device', async () => {
    const other = await registerUser(first);
    const [device] = await listDevices(first, client);
    const path = `/api/2fa/trusted-devices/${device.id}`;
    await expectStatus(404, second.call('DELETE', path, { token: other.token }));
    await expectStatus(204, second.call('DELETE', '/api/2fa/trusted-devices', { token: other.token }));
    expect(await listDevices(first, client)).toHaveLength(1);
  });

  it('opens no payment and no change of factors or settings', async () => {
    const { body } = await expectStatus(200, loginFrom(first, client, cookie));
    const thief = { ...client, token: body.token };
    const { milestoneId } = await pendingApproval(first, { client: thief, payee });
    const { body: approval } = await expectStatus(201, approve(first, thief, [milestoneId]));
    expect(approval).toMatchObject({ status: 'pending', stepUp: { required: true } });
    expect((await verifyAndPay(first, thief, approval.id, '000000')).status).toBe(422);
    const loosen = { token: thief.token, body: { threshold: 9_000_000 } };
    const setUp = { token: thief.token, body: { method: 'totp' } };
    for (const answer of [
      await first.call('PUT', '/api/security-settings', loosen),
      await first.call('POST', '/api/2fa/setup', setUp),
    ])
      expect([answer.status, answer.body.code]).toEqual([401, 'second-factor-required']);
  });
});

describe('a device cookie is void', () => {
  const newPassword = 'walnut ferry prism holster';

  it('after a password change', async () => {
    const body = { currentPassword: client.password, newPassword };
    await expectStatus(204, first.call('POST', '/api/auth/password', { token: client.token, body }));
    await expectAskedForCode(second, { ...client, password: newPassword }, cookie);
    expect(await revocations(client.id)).toMatchObject([{ details: { cause: 'account.password_changed' } }]);
  });

  it('after a password reset', async () => {
    await expectStatus(
      202,
      first.call('POST', '/api/auth/password-reset', { body: { email: client.email } }),
    );
    const { text } = await first.mailbox.waitFor(client.email, (mail) =>
      mail.text.includes('set-password#token='),
    );
    const token = /token=([\w-]+)/.exec(text)?.[1];
    await expectStatus(
      204,
      first.call('POST', '/api/auth/password-reset/confirm', { body: { token, newPassword } }),
    );
    await expectAskedForCode(second, { ...client, password: newPassword }, cookie);
  });

  it('after another factor was added, and after one was removed', async () => {
    const { body: added } = await protectedCall(first, { client, secret }, 'POST', '/api/2fa/setup', {
      method: 'totp',
    });
    first.clock.advance(30 * SECOND);
    const proof = { factorId: added.factorId, code: freshTotpCode(first, added.secret) };
    const { body } = await expectStatus(
      200,
      first.call('POST', '/api/2fa/verify', { token: client.token, body: proof }),
    );
    client.token = body.token;
    await expectAskedForCode(second, client, cookie);
    const anew = await trustedDevice(first, client, secret);
    await protectedCall(first, { client, secret }, 'DELETE', `/api/2fa/factors/${added.factorId}`);
    await expectAskedForCode(second, client, anew);
    expect((await revocations(client.id)).map(({ details }) => details.cause)).toEqual([
      'factor.activated',
      'factor.removed',
    ]);
  });

  it('after two-factor authentication was turned off, also when it is on again', async () => {
    const proofs = { password: client.password, code: freshTotpCode(first, secret) };
    await expectStatus(204, first.call('POST', '/api/2fa/disable', { token: client.token, body: proofs }));
    const { body } = await expectStatus(200, loginFrom(first, client, cookie));
    expect(body).toMatchObject({ status: 'authenticated', deviceTrusted: false });
    const { body: setup } = await expectStatus(
      201,
      first.call('POST', '/api/2fa/setup', { token: body.token, body: { method: 'totp' } }),
    );
    const proof = { factorId: setup.factorId, code: freshTotpCode(first, setup.secret) };
    await expectStatus(200, first.call('POST', '/api/2fa/verify', { token: body.token, body: proof }));
    await expectAskedForCode(second, client, cookie);
  });

  it('after it was revoked, whatever token of it comes', async () => {
    const next = deviceToken(await expectStatus(200, loginFrom(first, client, cookie)));
    await expectStatus(204, first.call('DELETE', '/api/2fa/trusted-devices', { token: client.token }));
    await expectAskedForCode(second, client, cookie);
    await expectAskedForCode(second, client, next);
  });
});

describe('a code by e-mail that sufficed for a payment', () => {
  it('does not make the thief of mailbox and session a trusted device of somebody with an app', async () => {
    const { approvalId, challengeId } = await pendingApproval(first, { client, payee });
    const { token } = client;
    await expectStatus(
      200,
      first.call('POST', `/api/2fa/challenges/${challengeId}/resend`, { token, body: { method: 'email' } }),
    );
    const code = await first.mailbox.codeFor(client.email);
    const paid = await expectStatus(
      200,
      first.call('POST', '/api/milestones/verify-and-pay', {
        token,
        body: { approvalId, code, trustDevice: true },
      }),
    );
    expect(paid.body).toMatchObject({ success: true, deviceTrusted: false });
    expect(deviceCookie(paid)).toBeUndefined();
    expect(await listDevices(first, client)).toHaveLength(1);
    const refused = await auditEvents(
      first,
      `type = 'device.trusted' AND outcome = 'failure' AND actor_id = $1`,
      [client.id],
    );
    expect(refused).toMatchObject([{ details: { reason: 'method-too-weak', method: 'email' } }]);
  });
});
