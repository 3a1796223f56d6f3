import { SECOND } from '../../src/common/clock';
import { enrolTotp, expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { protectedCall } from '../support/attacks';
import { listDevices, loginFrom, trustedDevice } from '../support/devices';
import { freshTotpCode, registerUser } from '../support/factories';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

it('outlive the trust where they add a factor or change the password themselves', async () => {
  const person = await registerUser(app);
  const secret = await enrolTotp(app, person);
  const opened = await expectStatus(200, loginFrom(app, person, await trustedDevice(app, person, secret)));
  const client = { ...person, token: opened.body.token as string };
  const { body: added } = await protectedCall(app, { client, secret }, 'POST', '/api/2fa/setup', {
    method: 'totp',
  });
  app.clock.advance(30 * SECOND);
  const proof = { factorId: added.factorId, code: freshTotpCode(app, added.secret) };
  const proven = await expectStatus(
    200,
    app.call('POST', '/api/2fa/verify', { token: client.token, body: proof }),
  );
  await expectStatus(200, app.call('GET', '/api/auth/me', { token: proven.body.token }));

  const { body: again } = await expectStatus(
    200,
    loginFrom(app, person, await trustedDevice(app, person, secret)),
  );
  const body = { currentPassword: person.password, newPassword: 'walnut ferry prism holster' };
  await expectStatus(204, app.call('POST', '/api/auth/password', { token: again.token, body }));
  await expectStatus(200, app.call('GET', '/api/auth/me', { token: again.token }));
  expect(await listDevices(app, { ...person, token: again.token })).toEqual([]);
});
