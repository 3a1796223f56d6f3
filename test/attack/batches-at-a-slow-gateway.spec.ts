import { type CaptureRequest, PaymentGateway } from '../../src/payments/payment-gateway';
import { SandboxGateway } from '../../src/payments/sandbox/sandbox-gateway';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { capturesOf, type Payer, registerPayer } from '../support/attacks';
import { approve, freshTotpCode, fundedBatch, verifyAndPay } from '../support/factories';

const TIMEOUT_MS = 300;

/** Takes a third of the timeout for each capture, one after another. */
class SlowGateway extends PaymentGateway {
  readonly keyLifeMs = Number.POSITIVE_INFINITY;
  readonly capturesInParallel = false;

  constructor(private readonly real: () => PaymentGateway) {
    super();
  }

  authorize: PaymentGateway['authorize'] = (request) => this.real().authorize(request);
  lookUpAuthorization: PaymentGateway['lookUpAuthorization'] = (key) => this.real().lookUpAuthorization(key);
  lookUp: PaymentGateway['lookUp'] = (key) => this.real().lookUp(key);
  void: PaymentGateway['void'] = (reference) => this.real().void(reference);

  async capture(request: CaptureRequest) {
    await new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS / 3));
    return this.real().capture(request);
  }
}

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  const gateway = new SlowGateway(() => app.get(SandboxGateway));
  app = await startApp({
    env: { GATEWAY_TIMEOUT_MS: String(TIMEOUT_MS) },
    overrides: [[PaymentGateway, gateway]],
  });
  payer = await registerPayer(app);
});
afterAll(() => app.close());

it('releases at once, and once, what was left of a batch when time ran out for the request', async () => {
  const amounts = Array.from({ length: 12 }, () => 20_000);
  const ids = await fundedBatch(app, payer.client, [{ payee: payer.payee, amounts }]);
  const { body } = await expectStatus(201, approve(app, payer.client, ids));
  const code = freshTotpCode(app, payer.secret);
  const paid = await expectStatus(202, verifyAndPay(app, payer.client, body.id, code));
  const statuses = paid.body.payments.map(({ status }: { status: string }) => status);
  expect(statuses).toContain('processing');
  expect(statuses).toContain('released');
  const open = () =>
    app.query(`SELECT FROM payments WHERE approval_id = $1 AND status <> 'released'`, [body.id]);
  for (let waited = 0; waited < 6_000 && (await open()).length > 0; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await open()).toEqual([]);
  expect(await capturesOf(app, body.id)).toHaveLength(12);
  const attempts = await app.query('SELECT DISTINCT attempts FROM payments WHERE approval_id = $1', [
    body.id,
  ]);
  expect(attempts).toEqual([{ attempts: 1 }]);
});
