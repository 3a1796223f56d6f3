import { startApp, type TestApp } from '../support/app';
import { type Payer, registerPayer } from '../support/attacks';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
afterAll(() => app?.close());

const open = (currency: string) =>
  app.call('POST', '/api/contracts', {
    token: payer.client.token,
    headers: { 'Idempotency-Key': `in-${currency}` },
    body: { title: 'Illustrations', payeeEmail: payer.payee.email, currency },
  });

it.each(['USD', 'HUF', 'IQD', 'ZWG'])('a contract may be in %s', async (currency) => {
  expect((await open(currency)).status).toBe(201);
});

it.each(['XXX', 'XTS', 'XAU', 'XDR', 'CLF', 'DEM', 'AAA'])('a contract is not in %s', async (currency) => {
  const { status, body } = await open(currency);
  expect([status, body.code]).toEqual([400, 'validation-failed']);
  expect(body.errors).toMatchObject([{ pointer: '/currency' }]);
});
