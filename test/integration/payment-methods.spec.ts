import type { TestApp } from '../support/app';
import { type Account, createContract, registerUser, withKey } from '../support/factories';
import { type GatewayUnderTest, sandbox, stripe } from '../support/gateways';

const PATH = '/api/payment-methods';

describe.each([
  ['the sandbox', sandbox],
  ['Stripe', () => stripe()],
])('what clients of %s may choose from', (name, start) => {
  let provider: GatewayUnderTest;
  let app: TestApp;
  let client: Account;
  let payee: Account;
  beforeAll(async () => {
    provider = await start();
    ({ app } = provider);
    client = await registerUser(app);
    payee = await registerUser(app, { accountType: 'payee' });
  });
  afterAll(() => provider?.close());

  const offered = async () => (await app.call('GET', PATH, { token: client.token })).body.items;
  const fund = async (paymentMethod: string) => {
    const contractId = await createContract(app, { client, payee });
    const body = { amount: 10_000, paymentMethod };
    const headers = withKey();
    return app.call('POST', `/api/contracts/${contractId}/authorizations`, {
      token: client.token,
      headers,
      body,
    });
  };

  it('is for clients only', async () => {
    expect((await app.call('GET', PATH)).status).toBe(401);
    expect((await app.call('GET', PATH, { token: payee.token })).status).toBe(403);
    expect((await app.call('GET', PATH, { token: client.token })).status).toBe(200);
  });

  if (name === 'Stripe')
    it('is nothing, and a payment method is named by its reference', async () => {
      expect(await offered()).toEqual([]);
      expect((await fund(provider.methods.works)).status).toBe(201);
    });
  else
    it('is its test cards, which hold money or are declined as they say', async () => {
      const items = await offered();
      expect(items[0]).toEqual({
        reference: 'pm_card_visa',
        brand: 'Visa',
        last4: '4242',
        label: 'Works',
        isTest: true,
      });
      const answers: [string, number, unknown][] = [];
      for (const { label, reference } of items) {
        const { status, body } = await fund(reference);
        if (status !== 201) answers.push([label, status, body.reason]);
      }
      expect(answers).toEqual([
        ['Declined', 422, 'declined'],
        ['Insufficient funds', 422, 'insufficient-funds'],
      ]);
    });
});
