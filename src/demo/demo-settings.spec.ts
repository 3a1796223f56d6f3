import { createServer } from 'node:net';
import { demoConfig, demoHost, freePort, LOOPBACK, whyNot } from './demo-settings';
import { newState } from './demo-state';

it.each([
  [{ NODE_ENV: 'production' }, /NODE_ENV=production/],
  [{ DATABASE_URL: 'postgres://elsewhere/db' }, /DATABASE_URL/],
  [{ HOST: '0.0.0.0' }, /loopback/],
])('refuses %j', (environment, reason) => {
  expect(whyNot(environment)).toMatch(reason);
});

it.each([{}, { NODE_ENV: 'development' }, { HOST: '127.0.0.1' }])('runs with %j', (environment) => {
  expect(whyNot(environment)).toBeNull();
});

it('goes by a name, under which browsers offer passkeys', async () => {
  expect(await demoHost()).toBe('localhost');
});

it('makes a valid configuration that differs from start to start', () => {
  const settings = {
    databaseUrl: 'postgres://127.0.0.1/db',
    smtpUrl: 'smtp://127.0.0.1:25',
    sms: {},
    host: 'localhost',
    port: 3000,
  };
  const [one, other] = [demoConfig(newState(), settings), demoConfig(newState(), settings)];
  expect(one).toMatchObject({ host: LOOPBACK, port: 3000, paymentGateway: 'sandbox' });
  expect(one.twoFactorMethods).toContain('webauthn');
  expect(one.codePepper.equals(other.codePepper)).toBe(false);
});

it.each([LOOPBACK, '::1'])('passes over a port that is taken on %s', async (address) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, address, resolve));
  const { port } = taken.address() as { port: number };
  expect(await freePort(String(port))).toBeGreaterThan(port);
  await new Promise((resolve) => taken.close(resolve));
});
