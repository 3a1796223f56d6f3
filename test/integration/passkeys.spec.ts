import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { Authenticator } from '../support/authenticator';
import { type Account, registerUser } from '../support/factories';
import { enrolPasskey, provenBy, setUpPasskey } from '../support/passkeys';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const status = async ({ token }: Account) => (await app.call('GET', '/api/2fa/status', { token })).body;

describe('enrolment', () => {
  it('asks the browser for a passkey of this site that verifies its user', async () => {
    const client = await registerUser(app);
    const { factorId, options } = await setUpPasskey(app, client, {}, 'Laptop');
    expect(factorId).toEqual(expect.any(String));
    expect(options).toMatchObject({
      rp: { id: 'shop.example', name: 'ShopFlow' },
      user: { name: client.email, displayName: 'Ada Lovelace' },
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    });
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32);
    expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-7, -8, -257]);
    expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(32);
    expect(options.timeout).toBeLessThanOrEqual(600_000);
    expect(await status(client)).toMatchObject({ enabled: false, factors: [] });
  });

  it('as the first factor turns two-factor authentication on and brings backup codes', async () => {
    const client = await registerUser(app);
    const before = client.token;
    const { factorId, backupCodes } = await enrolPasskey(app, client, undefined, {}, 'Laptop');
    expect(backupCodes).toHaveLength(10);
    expect((await app.call('GET', '/api/auth/me', { token: before })).status).toBe(401);
    expect(await status(client)).toMatchObject({
      enabled: true,
      backupCodesRemaining: 10,
      factors: [{ id: factorId, method: 'webauthn', label: 'Laptop', maskedDestination: null }],
    });
  });

  it('of several keeps their labels, never asks a second time for the same one, and lets one be renamed and removed', async () => {
    const client = await registerUser(app);
    const laptop = await enrolPasskey(app, client, undefined, {}, 'Laptop');
    const headers = await provenBy(app, client, laptop.passkey);
    const { factorId, options } = await setUpPasskey(app, client, headers, 'Key ring');
    expect(options.excludeCredentials).toEqual([
      { id: laptop.passkey.credentialId.toString('base64url'), type: 'public-key', transports: ['internal'] },
    ]);
    const body = { factorId, credential: new Authenticator().create(options) };
    const verified = await expectStatus(
      200,
      app.call('POST', '/api/2fa/verify', { token: client.token, body }),
    );
    expect(verified.body.backupCodes).toBeUndefined();
    client.token = verified.body.token;
    const labels = async () => (await status(client)).factors.map(({ label }: { label: string }) => label);
    expect(await labels()).toEqual(['Laptop', 'Key ring']);
    const path = `/api/2fa/factors/${factorId}`;
    const renaming = {
      token: client.token,
      body: { label: 'Blue key', preferred: true },
      headers: await provenBy(app, client, laptop.passkey),
    };
    await expectStatus(200, app.call('PATCH', path, renaming));
    expect(await status(client)).toMatchObject({ preferredMethod: 'webauthn' });
    const proof = await provenBy(app, client, laptop.passkey);
    await expectStatus(204, app.call('DELETE', path, { token: client.token, headers: proof }));
    expect(await labels()).toEqual(['Laptop']);
    const [row] = await app.query('SELECT credential_id, public_key, aaguid FROM factors WHERE id = $1', [
      factorId,
    ]);
    expect(row).toEqual({ credential_id: null, public_key: null, aaguid: null });
  });

  it('is replaced by the next set-up while it is pending', async () => {
    const client = await registerUser(app);
    const first = await setUpPasskey(app, client);
    const second = await setUpPasskey(app, client);
    const passkey = new Authenticator();
    const prove = ({ factorId, options }: typeof first) =>
      app.call('POST', '/api/2fa/verify', {
        token: client.token,
        body: { factorId, credential: passkey.create(options) },
      });
    expect((await prove(first)).status).toBe(404);
    expect((await prove({ ...first, factorId: second.factorId })).body.code).toBe('passkey-incorrect');
    expect((await prove(second)).status).toBe(200);
  });

  it('ends with its time', async () => {
    const client = await registerUser(app);
    const { factorId, options } = await setUpPasskey(app, client);
    app.clock.advance(600_001);
    const body = { factorId, credential: new Authenticator().create(options) };
    const answer = await app.call('POST', '/api/2fa/verify', { token: client.token, body });
    expect([answer.status, answer.body.code]).toEqual([410, 'challenge-expired']);
  });

  it('takes a code for an app and a credential for a passkey, not the other way round', async () => {
    const client = await registerUser(app);
    const passkey = await setUpPasskey(app, client);
    const app2 = await app.call('POST', '/api/2fa/setup', { token: client.token, body: { method: 'totp' } });
    const credential = new Authenticator().create(passkey.options);
    for (const body of [
      { factorId: passkey.factorId, code: '123456' },
      { factorId: app2.body.factorId, credential },
      { factorId: passkey.factorId },
      { factorId: passkey.factorId, code: '123456', credential },
    ])
      expect((await app.call('POST', '/api/2fa/verify', { token: client.token, body })).status).toBe(400);
  });
});

it('is off where TWO_FACTOR_METHODS or the address says so', async () => {
  const client = await registerUser(app);
  const environments: Record<string, string>[] = [
    { TWO_FACTOR_METHODS: 'totp,email' },
    { APP_URL: 'http://shop.example' },
  ];
  for (const env of environments) {
    const other = await startApp({
      databaseUrl: app.databaseUrl,
      clock: app.clock,
      mailbox: app.mailbox,
      env,
    });
    const request = { token: client.token, body: { method: 'webauthn' } };
    const answer = await other.call('POST', '/api/2fa/setup', request);
    expect([answer.status, answer.body.code]).toEqual([503, 'method-unavailable']);
    await other.close();
  }
});
