import { SECOND } from '../../src/common/clock';
import { enrol, expectStatus, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { validateLogin } from '../support/attacks';
import { newOperator, totpCode } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

let phones: Phones;
let app: TestApp;
beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
});
afterAll(async () => {
  await app?.close();
  await phones?.close();
});

const check = async (token: string) =>
  (await expectStatus(200, app.call('GET', '/api/2fa/diagnostics', { token }))).body;

it('tells how far the clock of an authenticator app is off, from its last code', async () => {
  const account = await openAccount(app);
  const { secret } = await enrol(app, account);
  expect((await check(account.token)).authenticators).toMatchObject([{ clock: 'on-time', driftSeconds: 0 }]);
  for (const [offset, clock] of [
    [-30, 'behind'],
    [30, 'ahead'],
  ] as const) {
    app.clock.advance(90 * SECOND);
    const { email, password } = account;
    const { body } = await app.call('POST', '/api/auth/login', { body: { email, password } });
    const device = new Date(app.clock.now().getTime() + offset * SECOND);
    const entered = await expectStatus(200, validateLogin(app, body.loginToken, totpCode(secret, device)));
    const { authenticators, serverTime } = await check(entered.body.token);
    expect(authenticators).toMatchObject([{ clock, driftSeconds: offset, label: 'Authenticator app' }]);
    expect(Math.abs(Date.parse(serverTime) - app.clock.now().getTime())).toBeLessThan(5 * SECOND);
  }
});

it('tells of channels and a picture to try, also to who has yet to set a factor up', async () => {
  const admin = await newOperator(app, 'admin');
  const { authenticators, channels, testPicture } = await check(admin.token);
  expect(authenticators).toEqual([]);
  expect(channels).toEqual({ email: { status: 'ok' }, sms: { status: 'ok' } });
  expect(testPicture.qrCode).toMatch(/^data:image\/png;base64,/);
  expect((await app.call('GET', '/api/2fa/diagnostics')).status).toBe(401);
});

it('tells nothing of anybody else', async () => {
  const account = await openAccount(app);
  await enrolSms(app, phones, account);
  expect((await check(account.token)).authenticators).toEqual([]);
});
