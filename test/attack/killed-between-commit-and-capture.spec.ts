import { SECOND } from '../../src/common/clock';
import { AppConfig } from '../../src/config/app-config';
import { leaseMs } from '../../src/payments/payment';
import { type CaptureRequest, PaymentGateway } from '../../src/payments/payment-gateway';
import { ReleaseService } from '../../src/payments/release.service';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
} from '../support/attacks';
import { freshTotpCode, verifyAndPay } from '../support/factories';

type Death = 'before the capture' | 'after the capture' | 'with an error';

/** The process dies around the capture: for everybody else it is as if no answer ever came back to it. */
class DyingGateway extends PaymentGateway {
  death: Death = 'before the capture';
  private buried: (() => void)[] = [];

  constructor(private readonly real: () => PaymentGateway) {
    super();
  }

  readonly keyLifeMs = Number.POSITIVE_INFINITY;
  readonly capturesInParallel = true;
  authorize: PaymentGateway['authorize'] = (request) => this.real().authorize(request);
  lookUpAuthorization: PaymentGateway['lookUpAuthorization'] = (key) => this.real().lookUpAuthorization(key);
  lookUp: PaymentGateway['lookUp'] = (key) => this.real().lookUp(key);
  void: PaymentGateway['void'] = (reference) => this.real().void(reference);

  async capture(request: CaptureRequest): Promise<never> {
    if (this.death === 'after the capture') await this.real().capture(request);
    if (this.death !== 'with an error') await new Promise<void>((resolve) => this.buried.push(resolve));
    throw new Error('The process is gone');
  }

  /** So that the test can end. */
  bury(): void {
    for (const release of this.buried.splice(0)) release();
  }
}

let dying: TestApp;
let healthy: TestApp;
let gateway: DyingGateway;
let payer: Payer;

beforeAll(async () => {
  healthy = await startApp();
  gateway = new DyingGateway(() => healthy.get(PaymentGateway));
  dying = await startApp({ ...alsoOn(healthy), overrides: [[PaymentGateway, gateway]] });
  payer = await registerPayer(healthy);
});
afterAll(async () => {
  await dying.close();
  await healthy.close();
});

async function paymentOf(approvalId: string) {
  const [payment] = await healthy.query<{ id: string; status: string; attempts: number }>(
    'SELECT id, status, attempts FROM payments WHERE approval_id = $1',
    [approvalId],
  );
  if (!payment) throw new Error('The approval has no payment');
  return payment;
}

async function untilClaimed(approvalId: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    if ((await healthy.query('SELECT FROM payments WHERE approval_id = $1', [approvalId])).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilCaptured(approvalId: string): Promise<void> {
  for (let waited = 0; waited < 5_000 && (await capturesOf(healthy, approvalId)).length === 0; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

it.each<Death>(['before the capture', 'after the capture'])(
  'releases once what a process left behind that died %s',
  async (death) => {
    gateway.death = death;
    const { approvalId, amount } = await pendingApproval(healthy, payer);
    const lost = verifyAndPay(dying, payer.client, approvalId, freshTotpCode(healthy, payer.secret));
    await untilClaimed(approvalId);
    if (death === 'after the capture') await untilCaptured(approvalId);
    const releases = healthy.get(ReleaseService);

    await releases.resolveDue();
    expect((await paymentOf(approvalId)).status).toBe('processing');

    healthy.clock.advance(leaseMs(healthy.get(AppConfig)) + SECOND);
    await Promise.all([releases.resolveDue(), releases.resolveDue(), releases.resolveDue()]);
    expect((await paymentOf(approvalId)).status).toBe('released');
    expect((await capturesOf(healthy, approvalId)).map((capture) => Number(capture.amount))).toEqual([
      amount,
    ]);

    gateway.bury();
    const late = await lost;
    expect([200, 202]).toContain(late.status);
    const payment = await paymentOf(approvalId);
    expect(payment.status).toBe('released');
    expect(await capturesOf(healthy, approvalId)).toHaveLength(1);
    const released = await auditEvents(healthy, `type = 'payment.released' AND subject_id = $1`, [
      payment.id,
    ]);
    expect(released).toHaveLength(1);
  },
);

it('answers 202, not 500, when the adapter breaks after the commit', async () => {
  gateway.death = 'with an error';
  const { approvalId } = await pendingApproval(healthy, payer);
  const answer = await verifyAndPay(dying, payer.client, approvalId, freshTotpCode(healthy, payer.secret));
  expect(answer.status).toBe(202);
  expect(answer.body.payments).toMatchObject([{ status: 'unknown' }]);
  healthy.clock.advance(5 * SECOND);
  await healthy.get(ReleaseService).resolveDue();
  expect((await paymentOf(approvalId)).status).toBe('released');
  expect(await capturesOf(healthy, approvalId)).toHaveLength(1);
});

it('does not capture when the commit never happened', async () => {
  const { approvalId } = await pendingApproval(healthy, payer);
  await healthy.query('ALTER TABLE audit_events RENAME TO audit_events_away');
  const failed = await verifyAndPay(healthy, payer.client, approvalId, freshTotpCode(healthy, payer.secret));
  await healthy.query('ALTER TABLE audit_events_away RENAME TO audit_events');
  expect(failed.status).toBe(500);
  expect(JSON.stringify(failed.body)).not.toContain('audit_events');
  expect(await healthy.query('SELECT FROM payments WHERE approval_id = $1', [approvalId])).toEqual([]);
  const again = await verifyAndPay(healthy, payer.client, approvalId, freshTotpCode(healthy, payer.secret));
  expect(again.status).toBe(200);
});
