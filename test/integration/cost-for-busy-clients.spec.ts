import type { Statement } from '../../src/common/database/sql';
import {
  findApproval,
  findApprovalByKey,
  findItems,
  findPendingOfClient,
  findPendingOfMilestones,
  lockApproval,
  lockApprovalWithItems,
  lockMilestonesToApprove,
} from '../../src/milestones/approvals/approval-statements';
import { listMilestones } from '../../src/milestones/milestone.service';
import {
  lockActiveAuthorizations,
  lockAuthorizationsOfApproval,
} from '../../src/payments/authorization-statements';
import {
  claimFreedPayments,
  findClientsWithFreedPayments,
  findStoppingHolds,
} from '../../src/payments/holds/hold-statements';
import {
  claimDuePayments,
  findPaidHistory,
  findPayment,
  findPaymentsOfApprovals,
  findPaymentsToRetry,
  findRetriesByKey,
  listPayments,
  lockFailedOfApproval,
} from '../../src/payments/payment-statements';
import { lockAuthorization } from '../../src/payments/voiding-statements';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { copyForBusyClient, pagesOf } from '../support/busy-client';
import { freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

let app: TestApp;
let payer: Payer;
let paid: Awaited<ReturnType<typeof pendingApproval>>;

beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
  paid = await pendingApproval(app, payer, { amount: 1_000, authorized: 5_000 });
  await expectStatus(200, verifyAndPay(app, payer.client, paid.approvalId, freshTotpCode(app, payer.secret)));
});
afterAll(() => app?.close());

const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

it('of a client with thousands of payments nothing reads them all', async () => {
  const now = app.clock.now().toISOString();
  const { id } = payer.client;
  const { approvalId, milestoneId, contractId } = paid;
  const [payment] = await app.query<{ id: string }>('SELECT id FROM payments WHERE approval_id = $1', [
    approvalId,
  ]);
  const paymentId = payment?.id as string;
  const statements: [Statement, unknown[]][] = [
    [lockMilestonesToApprove, [`{${milestoneId}}`, id]],
    [lockApproval, [approvalId]],
    [lockApprovalWithItems, [approvalId, id]],
    [findPendingOfMilestones, [`{${milestoneId}}`]],
    [findPendingOfClient, [id]],
    [findApproval, [approvalId, id]],
    [findApprovalByKey, [id, 'no-such-key']],
    [findItems, [approvalId]],
    [lockActiveAuthorizations, [`{${contractId}}`, now]],
    [lockAuthorizationsOfApproval, [approvalId, id, now]],
    [findStoppingHolds, [id, now, approvalId, `{${milestoneId}}`]],
    [claimFreedPayments, [id, now, now, '50']],
    [findClientsWithFreedPayments, [now]],
    [claimDuePayments, [now, now, '50']],
    [findPaidHistory, [id, `{${payer.payee.id},${NEWEST}}`]],
    [findPayment, [paymentId, id, now]],
    [findPaymentsOfApprovals, [`{${approvalId}}`, now]],
    [findPaymentsToRetry, [`{${paymentId}}`, id]],
    [findRetriesByKey, [id, 'no-such-key']],
    [listPayments('client'), [id, NEWEST, '20', now]],
    [lockFailedOfApproval, [approvalId, id]],
    [listPayments('payee'), [payer.payee.id, NEWEST, '20', now]],
    [lockAuthorization, [paid.authorizationId, contractId, id]],
  ];
  await copyForBusyClient(app, payer, paid, { own: 4_000, others: 4_000 });
  const pages = await pagesOf(app, statements);
  expect(Object.entries(pages).filter(([, read]) => read > 100)).toEqual([]);
});

it('of a client with hardly any, nothing reads those of others', async () => {
  const idle = await registerUser(app, { accountType: 'client' });
  const page = [idle.id, NEWEST];
  const now = app.clock.now().toISOString();
  const pages = await pagesOf(app, [
    [listMilestones('client'), [...page, null, null, '20']],
    [listPayments('client'), [...page, '20', now]],
  ]);
  expect(Object.entries(pages).filter(([, read]) => read > 10)).toEqual([]);
});
