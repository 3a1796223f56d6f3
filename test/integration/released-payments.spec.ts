import { systemContext } from '../../src/common/http/request-context';
import type { ClaimedPayment } from '../../src/payments/claimed-payment';
import { ReleasedPayments } from '../../src/payments/released-payments.service';
import { SandboxGateway } from '../../src/payments/sandbox/sandbox-gateway';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { approve, freshTotpCode, fundedBatch, verifyAndPay } from '../support/factories';
import { held } from '../support/gateways';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
afterAll(() => app?.close());

async function paid(): Promise<string> {
  const { approvalId } = await pendingApproval(app, payer);
  const { body } = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  return body.paymentId;
}

const claimed = (id: string) => ({ id, milestoneId: id, amount: 1n, currency: 'USD' }) as ClaimedPayment;
const releases = async (id: string) =>
  (await auditEvents(app, `subject_id = $1 AND type = 'payment.released'`, [id])).length;

it('captures that come together are recorded together: each with its event, and none for what was settled before', async () => {
  const [one, two, settled] = [await paid(), await paid(), await paid()];
  await app.query(
    `UPDATE payments SET status = 'processing', released_at = NULL, lease_until = now() + interval '1 hour' WHERE id = ANY ($1)`,
    [[one, two]],
  );
  const service = app.get(ReleasedPayments);
  const recorded = await Promise.all(
    [one, two, settled].map((id) => service.record(claimed(id), systemContext)),
  );
  expect(recorded).toEqual([true, true, false]);
  expect(await Promise.all([one, two, settled].map(releases))).toEqual([2, 2, 1]);
});

it('a failure is told to all that were written together, and to nobody after them', async () => {
  const id = await paid();
  const service = app.get(ReleasedPayments);
  await app.query('ALTER TABLE payments RENAME TO payments_away');
  const [first, second] = await Promise.allSettled([
    service.record(claimed(id), systemContext),
    service.record(claimed(id), systemContext),
  ]);
  await app.query('ALTER TABLE payments_away RENAME TO payments');
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected']);
  expect(await service.record(claimed(id), systemContext)).toBe(false);
});

it('a batch is captured in one transaction of the sandbox, and recorded in one of ours', async () => {
  const { client, payee, secret } = payer;
  const amounts = Array.from({ length: 12 }, (_, index) => 10_000 + index);
  const ids = await fundedBatch(app, client, [
    { payee, amounts },
    { payee, amounts },
  ]);
  const { body: approval } = await expectStatus(201, approve(app, client, ids));
  await expectStatus(200, verifyAndPay(app, client, approval.id, freshTotpCode(app, secret)));
  const [written] = await app.query(
    `SELECT count(*)::int AS captures, count(DISTINCT c.xmin::text)::int AS "ofGateway", count(DISTINCT p.xmin::text)::int AS ours
     FROM payments p JOIN sandbox_gateway.captures c ON c.key = p.id::text WHERE p.approval_id = $1`,
    [approval.id],
  );
  expect(written).toEqual({ captures: 24, ofGateway: 1, ours: 1 });
});

it('captures that come together have an outcome each: what cannot be taken is not in the way of the others', async () => {
  const sandbox = app.get(SandboxGateway);
  const [one, other, declining, single] = await Promise.all(
    ['pm_sandbox_visa', 'pm_sandbox_visa', 'pm_sandbox_capture_declined', 'pm_sandbox_single_capture'].map(
      (method) => held(sandbox, 1_000n, method),
    ),
  );
  if (!one || !other || !declining || !single) throw new Error('Nothing is held');
  const [again, unknown] = [other(300n), { ...other(100n), authorizationReference: 'nobody knows it' }];
  await sandbox.capture(again);
  const wanted = [
    one(600n),
    one(600n),
    one(400n),
    other(500n),
    again,
    other(200n),
    declining(100n),
    single(900n),
    unknown,
  ];
  const outcomes = await Promise.all(wanted.map((request) => sandbox.capture(request)));
  const [first, second, ...others] = outcomes.map((outcome) =>
    outcome.kind === 'refused' ? outcome.failure : outcome.kind,
  );
  expect([first, second].toSorted()).toEqual(['amount-too-large', 'captured']);
  expect(others).toEqual([
    ...['captured', 'captured', 'captured', 'captured'],
    ...['declined', 'captured', 'declined'],
  ]);
  const ledger = await app.query(
    'SELECT captured::int FROM sandbox_gateway.authorizations WHERE reference = ANY ($1) ORDER BY captured',
    [[one, other, declining, single].map((from) => from(1n).authorizationReference)],
  );
  expect(ledger).toEqual([0, 900, 1_000, 1_000].map((captured) => ({ captured })));
});
