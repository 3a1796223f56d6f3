import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { expectStatus, login, PASSWORD, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Account, enrolTotp, registerUser, totpCode } from '../support/factories';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ env: { APP_NAME: 'Shop & Flow' } });
  app.clock.stop(new Date('2026-03-01T12:00:10.000Z'));
});
afterAll(() => app.close());

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

it('shows a QR code that a scanner reads as issuer, address and a secret of 32 bytes', async () => {
  const email = 'first.last+shop@example.com';
  await expectStatus(201, register(app, email));
  const proof = { email, code: await app.mailbox.codeFor(email) };
  await expectStatus(204, app.call('POST', '/api/auth/verify-email', { body: proof }));
  const { token } = (await expectStatus(200, login(app, email))).body;
  const { body } = await expectStatus(
    201,
    app.call('POST', '/api/2fa/setup', { token, body: { method: 'totp' } }),
  );

  const png = PNG.sync.read(Buffer.from(body.qrCode.replace(/^data:image\/png;base64,/, ''), 'base64'));
  expect(jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(body.otpauthUri);

  const uri = new URL(body.otpauthUri);
  expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
  expect(decodeURIComponent(uri.pathname)).toBe(`/Shop & Flow:${email}`);
  expect(uri.searchParams.get('issuer')).toBe('Shop & Flow');
  expect(uri.searchParams.get('secret')).toBe(body.secret);
  expect([null, 'SHA1']).toContain(uri.searchParams.get('algorithm'));
  expect([null, '6']).toContain(uri.searchParams.get('digits'));
  expect([null, '30']).toContain(uri.searchParams.get('period'));
  const bits = [...body.secret].map((letter) => BASE32.indexOf(letter));
  expect(bits.every((value) => value >= 0)).toBe(true);
  expect(Math.floor((bits.length * 5) / 8)).toBe(32);
});

describe('the window', () => {
  let client: Account;
  let secret: string;

  beforeAll(async () => {
    client = await registerUser(app);
    secret = await enrolTotp(app, client);
  });

  it.each([
    ['the step before', -30, 200],
    ['this step', 0, 200],
    ['the next step', 30, 200],
    ['two steps ago', -60, 422],
    ['two steps ahead', 60, 422],
  ])('treats a code of %s as it should', async (_, seconds, status) => {
    app.clock.advance(5 * 60_000);
    const { loginToken } = (await expectStatus(200, login(app, client.email))).body;
    const code = totpCode(secret, new Date(app.clock.now().getTime() + seconds * 1_000));
    const answer = await app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });
    expect(answer.status).toBe(status);
  });
});

it('keeps the secret sealed with a key id, never in the clear', async () => {
  const client = await registerUser(app);
  const secret = await enrolTotp(app, client);
  const [row] = await app.query<{ sealed: string; line: string }>(
    'SELECT sealed_secret AS sealed, f::text AS line FROM factors f WHERE user_id = $1',
    [client.id],
  );
  expect(row?.sealed).toMatch(/^v1\.test\.[A-Za-z0-9_-]{80}$/);
  expect(row?.line).not.toContain(secret);
  expect(row?.line).not.toContain(PASSWORD);
});
