import { systemContext } from '../../src/common/http/request-context';
import type { ClaimedPayment } from '../../src/payments/claimed-payment';
import { ReleasedPayments } from '../../src/payments/released-payments.service';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { freshTotpCode, verifyAndPay } from '../support/factories';

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
