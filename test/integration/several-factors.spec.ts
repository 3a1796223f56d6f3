import { randomUUID } from 'node:crypto';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, pendingApproval, validateLogin, watch } from '../support/attacks';
import { type Account, enrolTotp, freshTotpCode, registerUser } from '../support/factories';

let app: TestApp;
let person: Account;
let phone: { id: string; secret: string };
let tablet: { id: string; secret: string };

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await registerUser(app);
  const secret = await enrolTotp(app, person);
  phone = { id: (await factors())[0].id, secret };
  tablet = await addApp('Tablet');
});

const status = async () => (await app.call('GET', '/api/2fa/status', { token: person.token })).body;
const factors = async () => (await status()).factors;

function change(id: string, body: object, { token } = person, headers = {}) {
  return app.call('PATCH', `/api/2fa/factors/${id}`, { token, body, headers });
}

const prefer = async (id: string, preferred = true) => change(id, { preferred }, person, await spendable());

async function spendable(): Promise<Record<string, string>> {
  const { token } = person;
  const open = { token, body: { purpose: 'manage-factors' } };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/challenges', open));
  const proof = { token, body: { code: freshTotpCode(app, phone.secret) } };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${body.id}/verify`, proof));
  return { 'X-2FA-Challenge': body.id };
}

async function addApp(label: string) {
  const request = { token: person.token, body: { method: 'totp', label }, headers: await spendable() };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/setup', request));
  const proof = { factorId: body.factorId, code: freshTotpCode(app, body.secret) };
  const verified = await expectStatus(
    200,
    app.call('POST', '/api/2fa/verify', { token: person.token, body: proof }),
  );
  person.token = verified.body.token;
  return { id: body.factorId, secret: body.secret };
}

async function addAddress(): Promise<string> {
  const request = { token: person.token, body: { method: 'email' }, headers: await spendable() };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/setup', request));
  const code = await app.mailbox.codeFor(person.email);
  const proof = { token: person.token, body: { factorId: body.factorId, code } };
  person.token = (await expectStatus(200, app.call('POST', '/api/2fa/verify', proof))).body.token;
  return body.factorId;
}

const challengeAtLogin = async () => (await expectStatus(200, login(app, person.email))).body;

describe('two authenticator apps', () => {
  it('each do for a login, and remember when they were last used', async () => {
    const before = await factors();
    for (const used of [phone, tablet]) {
      const { loginToken } = await challengeAtLogin();
      const { body } = await expectStatus(
        200,
        validateLogin(app, loginToken, freshTotpCode(app, used.secret)),
      );
      person.token = body.token;
      const lastUse = (list: { id: string; lastUsedAt: string }[], id: string) =>
        new Date(list.find((factor) => factor.id === id)?.lastUsedAt as string).getTime();
      expect(lastUse(await factors(), used.id)).toBeGreaterThan(lastUse(before, used.id));
    }
  });

  it('have names of their own that can be changed', async () => {
    expect((await factors()).map(({ label }: { label: string }) => label)).toEqual([
      'Authenticator app',
      'Tablet',
    ]);
    const { body } = await expectStatus(200, change(tablet.id, { label: 'Old tablet' }));
    expect(body).toMatchObject({ id: tablet.id, method: 'totp', label: 'Old tablet', preferred: false });
    expect((await factors()).map(({ label }: { label: string }) => label)).toEqual([
      'Authenticator app',
      'Old tablet',
    ]);
    const events = await auditEvents(app, `type = 'factor.changed' AND actor_id = $1`, [person.id]);
    expect(events).toMatchObject([
      { outcome: 'success', subjectId: tablet.id, details: { relabelled: true, preferred: null } },
    ]);
    expect(JSON.stringify(events)).not.toContain('Old tablet');
  });

  it('refuse names that are none', async () => {
    for (const label of ['', '   ', 'x'.repeat(61), 'a\u0000b', null, 5])
      expect((await change(tablet.id, { label })).status).toBe(400);
    expect((await change(tablet.id, { method: 'email' })).status).toBe(400);
  });
});

describe('the preferred factor', () => {
  it('is one at most, and its method comes first in challenges', async () => {
    const address = await addAddress();
    expect((await challengeAtLogin()).challenge).toMatchObject({
      method: 'totp',
      methods: ['totp', 'email'],
    });
    await expectStatus(200, prefer(tablet.id));
    const { body } = await expectStatus(200, prefer(address));
    expect(body).toMatchObject({ id: address, preferred: true });
    const preferred = (await factors()).filter((factor: { preferred: boolean }) => factor.preferred);
    expect(preferred.map(({ id }: { id: string }) => id)).toEqual([address]);
    expect((await status()).preferredMethod).toBe('email');
    expect((await challengeAtLogin()).challenge).toMatchObject({
      method: 'email',
      methods: ['totp', 'email'],
    });
    await app.mailbox.codeFor(person.email);

    await expectStatus(200, prefer(tablet.id, false));
    expect((await status()).preferredMethod).toBe('email');
    await expectStatus(200, prefer(address, false));
    expect(await status()).toMatchObject({ preferredMethod: null });
    expect((await challengeAtLogin()).challenge.method).toBe('totp');
  });

  it('makes no weak method do where a strong one is asked for', async () => {
    const address = await addAddress();
    await expectStatus(200, prefer(address));
    const payee = await registerUser(app, { accountType: 'payee' });
    const { challengeId } = await pendingApproval(app, { client: person, payee }, { amount: 600_000 });
    const { body } = await app.call('GET', `/api/2fa/challenges/${challengeId}`, { token: person.token });
    expect(body).toMatchObject({ method: 'totp', methods: ['totp'] });
    const open = { token: person.token, body: { purpose: 'manage-factors' } };
    const managing = await expectStatus(201, app.call('POST', '/api/2fa/challenges', open));
    expect(managing.body).toMatchObject({ method: 'totp', methods: ['totp'] });
  });

  it('follows the settings when another method is chosen there, and keeps what the settings hold', async () => {
    const settings = (body: object) =>
      expectStatus(200, app.call('PUT', '/api/security-settings', { token: person.token, body }));
    await settings({ requireForAllPayments: true });
    await expectStatus(200, prefer(phone.id));
    const { body } = await settings({ threshold: 5_000 });
    expect(body).toMatchObject({ requireForAllPayments: true, preferredMethod: 'totp', threshold: 5_000 });
    expect((await factors())[0].preferred).toBe(true);
    await settings({ preferredMethod: 'email' });
    expect((await factors())[0].preferred).toBe(false);
    expect((await status()).preferredMethod).toBe('email');
  });

  it('takes a fresh challenge, and leaves everything as it was without one', async () => {
    for (const preferred of [true, false]) {
      const { answer, changed } = await watch(app, () => change(tablet.id, { label: 'x', preferred }));
      expect([answer.status, answer.body.purpose, changed]).toEqual([401, 'manage-factors', []]);
    }
    expect((await factors())[1].label).toBe('Tablet');
  });

  it('can be removed like any other', async () => {
    await expectStatus(200, prefer(tablet.id));
    const request = { token: person.token, headers: await spendable() };
    await expectStatus(204, app.call('DELETE', `/api/2fa/factors/${tablet.id}`, request));
    expect((await factors()).map(({ preferred }: { preferred: boolean }) => preferred)).toEqual([false]);
    expect((await challengeAtLogin()).challenge.method).toBe('totp');
  });
});

describe('a factor that is not there for the person', () => {
  it('can be neither named nor preferred: of another person, pending, removed or invented', async () => {
    const other = await registerUser(app);
    const pending = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token: other.token, body: { method: 'totp' } }),
    );
    for (const [id, who] of [
      [tablet.id, other],
      [pending.body.factorId, other],
      [randomUUID(), person],
    ] as const) {
      const { answer, changed, events } = await watch(app, () =>
        change(id, { label: 'x', preferred: true }, who),
      );
      expect([answer.status, answer.body.code, changed]).toEqual([404, 'not-found', []]);
      expect(events).toMatchObject([{ type: 'factor.changed', outcome: 'failure' }]);
    }
  });
});
