import { EndedDevicesJob } from '../../src/auth/2fa/trusted-devices/ended-devices.job';
import { DAY, HOUR, SECOND } from '../../src/common/clock';
import { type Account, enrolTotp, expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, logInAgain, pendingApproval, validateLogin } from '../support/attacks';
import {
  deviceCookie,
  deviceToken,
  fromDevice,
  listDevices,
  logInTrusting,
  loginFrom,
  trustedDevice,
} from '../support/devices';
import { approve, freshTotpCode, registerUser } from '../support/factories';
import { noticesOf } from '../support/notices';

let app: TestApp;
let person: Account;
let secret: string;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await registerUser(app);
  secret = await enrolTotp(app, person);
});

describe('trusting a device', () => {
  it('hands a browser a cookie that only it can read and that ends after 30 days', async () => {
    const answer = await logInTrusting(app, person, secret);
    expect(answer.body).toMatchObject({ status: 'authenticated', deviceTrusted: true });
    const cookie = deviceCookie(answer) as string;
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/'])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toMatch(/Domain/i);
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] as string);
    expect((expires - app.clock.now().getTime()) / DAY).toBeCloseTo(30, 2);
    expect(Buffer.from(deviceToken(answer), 'base64url')).toHaveLength(32);
    expect(JSON.stringify(answer.body)).not.toContain(deviceToken(answer));
  });

  it('keeps a hash only, mails the owner and is audited', async () => {
    const token = await trustedDevice(app, person, secret);
    const rows = await app.query<{ dump: string }>(
      `SELECT t::text || d::text AS dump FROM trusted_devices d JOIN trusted_device_tokens t ON t.device_id = d.id WHERE d.user_id = $1`,
      [person.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.dump).not.toContain(token);
    expect(rows[0]?.dump).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    const { text } = await app.mailbox.waitFor(person.email, (mail) => mail.text.includes('was trusted'));
    expect(text).toContain('Firefox on Windows');
    const events = await auditEvents(app, `type = 'device.trusted' AND actor_id = $1`, [person.id]);
    expect(events).toMatchObject([
      { outcome: 'success', subjectType: 'trusted_device', details: { method: 'totp', renewed: false } },
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
  });

  it('happens on request only', async () => {
    const { body } = await expectStatus(200, login(app, person.email));
    const answer = await expectStatus(200, validateLogin(app, body.loginToken, freshTotpCode(app, secret)));
    expect(answer.body.deviceTrusted).toBe(false);
    expect(deviceCookie(answer)).toBeUndefined();
    expect(await listDevices(app, person)).toEqual([]);
  });

  it('with a device that is trusted already prolongs its trust without another mail', async () => {
    const token = await trustedDevice(app, person, secret);
    const [before] = await listDevices(app, person, token);
    app.clock.advance(HOUR);
    const answer = await logInTrusting(app, person, secret, token);
    expect(deviceToken(answer)).not.toBe(token);
    const [after, ...others] = await listDevices(app, person, deviceToken(answer));
    expect(others).toEqual([]);
    expect(after).toMatchObject({ id: before.id, current: true });
    expect(new Date(after.expiresAt).getTime()).toBeGreaterThan(new Date(before.expiresAt).getTime());
    const told = (await noticesOf(app, person)).filter(({ kind }) => kind === 'device-trusted');
    expect(told).toHaveLength(1);
  });

  it('is possible while paying, and spares no payment its code', async () => {
    const payee = await registerUser(app, { accountType: 'payee' });
    const { approvalId } = await pendingApproval(app, { client: person, payee });
    const paid = await expectStatus(
      200,
      app.call('POST', '/api/milestones/verify-and-pay', {
        token: person.token,
        body: { approvalId, code: freshTotpCode(app, secret), trustDevice: true },
      }),
    );
    expect(paid.body).toMatchObject({ success: true, deviceTrusted: true });
    const { body } = await expectStatus(200, loginFrom(app, person, deviceToken(paid)));
    expect(body.status).toBe('authenticated');
    person.token = body.token;
    const next = await pendingApproval(app, { client: person, payee });
    const { body: status } = await approve(app, person, [next.milestoneId]);
    expect(status).toMatchObject({ status: 'pending', challenge: { purpose: 'payment' } });
  });
});

describe('a trusted device', () => {
  it('spares a login the second step and gets a new token each time', async () => {
    const first = await trustedDevice(app, person, secret);
    const answer = await expectStatus(200, loginFrom(app, person, first));
    expect(answer.body).toMatchObject({
      status: 'authenticated',
      deviceTrusted: true,
      user: { id: person.id },
    });
    const second = deviceToken(answer);
    expect(second).not.toBe(first);
    expect(deviceToken(await expectStatus(200, loginFrom(app, person, second)))).not.toBe(second);
    const events = await auditEvents(app, `actor_id = $1 AND type IN ('device.used', 'session.login')`, [
      person.id,
    ]);
    expect(events.slice(-2)).toMatchObject([
      { type: 'device.used', outcome: 'success', subjectType: 'trusted_device' },
      {
        type: 'session.login',
        details: { secondFactorRequired: false, trustedDeviceId: expect.any(String) },
      },
    ]);
  });

  it('opens sessions that have proven no second factor', async () => {
    const token = await trustedDevice(app, person, secret);
    const { body } = await expectStatus(200, loginFrom(app, person, token));
    const me = await expectStatus(200, app.call('GET', '/api/auth/me', { token: body.token }));
    expect(me.body.secondFactorAt).toBeNull();
    const another = await app.call('POST', '/api/2fa/setup', { token: body.token, body: { method: 'totp' } });
    expect([another.status, another.body.code]).toEqual([401, 'second-factor-required']);
  });

  it('serves two tabs that log in with the same token, and both end up with the same new one', async () => {
    const token = await trustedDevice(app, person, secret);
    const one = await expectStatus(200, loginFrom(app, person, token));
    app.clock.advance(9 * SECOND);
    const other = await expectStatus(200, loginFrom(app, person, token));
    expect(other.body.status).toBe('authenticated');
    expect(deviceToken(other)).toBe(deviceToken(one));
    expect((await expectStatus(200, loginFrom(app, person, deviceToken(one)))).body.status).toBe(
      'authenticated',
    );
  });

  it('is asked again after 30 days, however often it was used', async () => {
    let token = await trustedDevice(app, person, secret);
    for (const days of [10, 10, 9]) {
      app.clock.advance(days * DAY);
      token = deviceToken(await expectStatus(200, loginFrom(app, person, token)));
    }
    app.clock.advance(DAY);
    const answer = await expectStatus(200, loginFrom(app, person, token));
    expect(answer.body.status).toBe('two_factor_required');
    await logInAgainWithCode(answer.body.loginToken);
    expect(await listDevices(app, person)).toEqual([]);
  });

  it('shows in the list with name, times and a masked address', async () => {
    const token = await trustedDevice(app, person, secret);
    const used = deviceToken(await expectStatus(200, loginFrom(app, person, token)));
    await logInTrusting(app, person, secret);
    const { body } = await expectStatus(
      200,
      app.call('GET', '/api/2fa/trusted-devices?limit=1', { token: person.token }),
    );
    expect(body.items).toHaveLength(1);
    const rest = await app.call('GET', `/api/2fa/trusted-devices?limit=1&cursor=${body.nextCursor}`, {
      token: person.token,
      headers: fromDevice(used),
    });
    expect(rest.body).toEqual({
      items: [
        {
          id: expect.any(String),
          name: 'Firefox on Windows',
          maskedAddress: '127.0.0.*',
          createdAt: expect.any(String),
          lastUsedAt: expect.any(String),
          expiresAt: expect.any(String),
          current: true,
        },
      ],
      nextCursor: null,
    });
  });

  it('is revoked by its owner, one or all; the sessions it opened end, the one that asks stays', async () => {
    const token = await trustedDevice(app, person, secret);
    const opened = await expectStatus(200, loginFrom(app, person, token));
    const [device] = await listDevices(app, person);
    const revoke = () => app.call('DELETE', `/api/2fa/trusted-devices/${device.id}`, { token: person.token });
    await expectStatus(204, revoke());
    await expectStatus(404, revoke());
    await expectStatus(401, app.call('GET', '/api/auth/me', { token: opened.body.token }));
    const refused = await expectStatus(200, loginFrom(app, person, deviceToken(opened)));
    expect(refused.body.status).toBe('two_factor_required');

    const others = [await trustedDevice(app, person, secret), await trustedDevice(app, person, secret)];
    const { body: current } = await expectStatus(200, loginFrom(app, person, others[0] as string));
    const all = await app.call('DELETE', '/api/2fa/trusted-devices', { token: current.token });
    expect([all.status, deviceCookie(all)]).toEqual([204, expect.stringMatching(/Expires=Thu, 01 Jan 1970/)]);
    person.token = current.token;
    expect(await listDevices(app, person)).toEqual([]);
    for (const old of others)
      expect((await loginFrom(app, person, old)).body.status).toBe('two_factor_required');
    const revoked = await auditEvents(
      app,
      `type = 'device.revoked' AND outcome = 'success' AND actor_id = $1`,
      [person.id],
    );
    expect(revoked.map(({ details }) => details.cause)).toEqual(Array(3).fill('revoked-by-user'));
  });

  it('is forgotten with its tokens 30 days after its end', async () => {
    const token = await trustedDevice(app, person, secret);
    await expectStatus(200, loginFrom(app, person, token));
    const left = async () => {
      await app.get(EndedDevicesJob).run();
      return app.query(
        'SELECT 1 FROM trusted_device_tokens JOIN trusted_devices ON id = device_id WHERE user_id = $1',
        [person.id],
      );
    };
    app.clock.advance(59 * DAY);
    expect(await left()).toHaveLength(2);
    app.clock.advance(2 * DAY);
    expect(await left()).toEqual([]);
  });
});

it('is of no use to people without a second factor, and does no harm', async () => {
  const token = await trustedDevice(app, person, secret);
  const plain = await registerUser(app);
  const { body } = await expectStatus(200, loginFrom(app, plain, token));
  expect(body).toMatchObject({ status: 'authenticated', deviceTrusted: false });
  await logInAgain(app, plain);
  expect(await listDevices(app, plain)).toEqual([]);
});

async function logInAgainWithCode(loginToken: string): Promise<void> {
  const { body } = await expectStatus(200, validateLogin(app, loginToken, freshTotpCode(app, secret)));
  person.token = body.token;
}
