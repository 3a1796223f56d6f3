import { MINUTE, SECOND } from '../../src/common/clock';
import { AppConfig } from '../../src/config/app-config';
import { FreedPayments } from '../../src/payments/holds/freed-payments.service';
import { type CaptureOutcome, leaseMs } from '../../src/payments/payment';
import { type CaptureRequest, PaymentGateway } from '../../src/payments/payment-gateway';
import { ReleaseService } from '../../src/payments/release.service';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import {
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  submitMilestone,
  verifyAndPay,
} from '../support/factories';
import { heldPayment, paymentOf, placeHold } from '../support/holds';

/** A process that halts right before it captures: for everybody else it is as if it had never called. */
class HaltingGateway extends PaymentGateway {
  private halted: ((goesOn: boolean) => void)[] = [];

  constructor(private readonly real: () => PaymentGateway) {
    super();
  }

  readonly keyLifeMs = Number.POSITIVE_INFINITY;
  readonly capturesInParallel = true;
  authorize: PaymentGateway['authorize'] = (request) => this.real().authorize(request);
  lookUpAuthorization: PaymentGateway['lookUpAuthorization'] = (key) => this.real().lookUpAuthorization(key);
  lookUp: PaymentGateway['lookUp'] = (key) => this.real().lookUp(key);
  void: PaymentGateway['void'] = (reference) => this.real().void(reference);

  async capture(request: CaptureRequest): Promise<CaptureOutcome> {
    if (await new Promise<boolean>((resolve) => this.halted.push(resolve)))
      return this.real().capture(request);
    throw new Error('The process is gone');
  }

  /** It was dead; so that the test can end. */
  bury(): void {
    for (const release of this.halted.splice(0)) release(false);
  }

  /** It was only slow. */
  wake(): void {
    for (const release of this.halted.splice(0)) release(true);
  }
}

let app: TestApp;
let dying: TestApp;
let gateway: HaltingGateway;
let payer: Payer;

beforeAll(async () => {
  // Thirty approvals at once would ask for a code by themselves.
  app = await startApp({ env: { RISK_RULES: 'velocity=off,odd-hour=off' } });
  gateway = new HaltingGateway(() => app.get(PaymentGateway));
  dying = await startApp({ ...alsoOn(app), overrides: [[PaymentGateway, gateway]] });
  payer = await registerPayer(app);
  const { approvalId } = await pendingApproval(app, payer);
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
});
afterEach(async () => {
  gateway.bury();
  await app.query('DELETE FROM holds');
  await app.get(FreedPayments).release();
});
afterAll(async () => {
  await dying.close();
  await app.close();
});

const soon = (milliseconds: number) => new Date(app.clock.now().getTime() + milliseconds);
const leaseEnds = () => app.clock.advance(leaseMs(app.get(AppConfig)) + SECOND);

async function untilProcessing(approvalId: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    const found = await app.query(`SELECT FROM payments WHERE approval_id = $1 AND status = 'processing'`, [
      approvalId,
    ]);
    if (found.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('Nobody has claimed the payment');
}

it('lets one of them be first when 50 submissions of a code meet a hold', async () => {
  for (let round = 0; round < 4; round++) {
    const { approvalId, amount } = await pendingApproval(app, payer);
    const code = freshTotpCode(app, payer.secret);
    const pay = () => verifyAndPay(app, payer.client, approvalId, code);
    const [answers] = await Promise.all([together(50, pay), placeHold(app, payer.client.id)]);
    const { status } = await paymentOf(app, approvalId);
    const counts = tally(answers);
    expect(counts[status === 'held' ? '202' : '200']).toBe(1);
    expect(counts['409 challenge-used']).toBe(49);
    expect(['held', 'released']).toContain(status);
    const captured = await capturesOf(app, approvalId);
    expect(captured).toHaveLength(status === 'held' ? 0 : 1);

    await app.query('DELETE FROM holds');
    await together(3, () => app.get(FreedPayments).release());
    expect((await capturesOf(app, approvalId)).map((capture) => Number(capture.amount))).toEqual([amount]);
  }
});

it('holds every payment that is approved after it, and none before, when 30 approvals need no code', async () => {
  const contractId = await createContract(app, payer);
  await fundAuthorization(app, payer.client, contractId, 30_000);
  const milestoneIds: string[] = [];
  for (let count = 0; count < 30; count++) {
    const id = await createMilestone(app, payer.client, contractId, 1_000);
    await submitMilestone(app, payer.payee, id);
    milestoneIds.push(id);
  }
  const placeInTheMiddle = new Promise((resolve) => setTimeout(resolve, 60)).then(() =>
    placeHold(app, payer.client.id),
  );
  const [answers] = await Promise.all([
    Promise.all(milestoneIds.map((id) => approve(app, payer.client, [id]))),
    placeInTheMiddle,
  ]);
  expect(tally(answers)).toEqual({ '201': 30 });
  const [{ placedAt } = { placedAt: new Date(0) }] = await app.query<{ placedAt: Date }>(
    'SELECT placed_at AS "placedAt" FROM holds',
  );
  const payments = await app.query<{ createdAt: Date; status: string; captured: boolean }>(
    `SELECT created_at AS "createdAt", status, EXISTS (SELECT FROM sandbox_gateway.captures c WHERE c.key = p.id::text) AS captured
     FROM payments p WHERE milestone_id = ANY ($1::uuid[])`,
    [milestoneIds],
  );
  expect(payments).toHaveLength(30);
  for (const { createdAt, status, captured } of payments)
    expect([status, captured]).toEqual(createdAt > placedAt ? ['held', false] : ['released', true]);
});

it('captures once, or not at all, when a new hold races the sweep behind an old one', async () => {
  for (let round = 0; round < 6; round++) {
    await placeHold(app, payer.client.id, { endsAt: soon(MINUTE) });
    const { approvalId, amount } = await heldPayment(app, payer);
    app.clock.advance(2 * MINUTE);
    const sweep = () => app.get(FreedPayments).release();
    await Promise.all([together(4, sweep), placeHold(app, payer.client.id)]);
    const { status } = await paymentOf(app, approvalId);
    expect(['held', 'released']).toContain(status);
    expect(await capturesOf(app, approvalId)).toHaveLength(status === 'held' ? 0 : 1);
    await app.query('DELETE FROM holds');
    await sweep();
    expect((await capturesOf(app, approvalId)).map((capture) => Number(capture.amount))).toEqual([amount]);
  }
});

it('stops what a process had claimed and never begun, once the gateway has said so', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const lost = verifyAndPay(dying, payer.client, approvalId, freshTotpCode(app, payer.secret));
  await untilProcessing(approvalId);
  expect((await placeHold(app, payer.client.id)).paymentsUnderWay).toBe(1);
  leaseEnds();
  await together(3, () => app.get(ReleaseService).resolveDue());
  const payment = await paymentOf(app, approvalId);
  expect(payment.status).toBe('held');
  expect(await capturesOf(app, approvalId)).toEqual([]);
  expect(await auditEvents(app, `type = 'payment.held' AND subject_id = $1`, [payment.id])).toHaveLength(1);

  await app.query('DELETE FROM holds');
  await app.get(FreedPayments).release();
  expect((await paymentOf(app, approvalId)).status).toBe('released');
  gateway.bury();
  await lost;
  expect((await paymentOf(app, approvalId)).status).toBe('released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('tells that money was taken when a slow process captures after a hold has stopped its payment', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const slow = verifyAndPay(dying, payer.client, approvalId, freshTotpCode(app, payer.secret));
  await untilProcessing(approvalId);
  await placeHold(app, payer.client.id);
  leaseEnds();
  await app.get(ReleaseService).resolveDue();
  expect((await paymentOf(app, approvalId)).status).toBe('held');
  gateway.wake();
  expect((await slow).body.payments).toMatchObject([{ status: 'released' }]);
  expect((await paymentOf(app, approvalId)).status).toBe('released');
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('captures once what a process had freed and died over', async () => {
  await placeHold(app, payer.client.id, { endsAt: soon(MINUTE) });
  const { approvalId } = await heldPayment(app, payer);
  app.clock.advance(2 * MINUTE);
  const lost = dying.get(FreedPayments).release();
  await untilProcessing(approvalId);
  await app.get(FreedPayments).release();
  expect(await capturesOf(app, approvalId)).toEqual([]);
  leaseEnds();
  await together(3, () => app.get(ReleaseService).resolveDue());
  expect((await paymentOf(app, approvalId)).status).toBe('released');
  gateway.bury();
  await lost;
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});
