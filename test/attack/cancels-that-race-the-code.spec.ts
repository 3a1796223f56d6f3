import { setTimeout as sleep } from 'node:timers/promises';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { approve, freshTotpCode, verifyAndPay } from '../support/factories';

const ROUNDS = 60;

interface Round {
  approvalId: string;
  milestoneId: string;
  authorizationId: string;
  amount: number;
  cancelled: boolean;
}

let first: TestApp;
let second: TestApp;
let payer: Payer;
const rounds: Round[] = [];

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payer = await registerPayer(first);
  for (let round = 0; round < ROUNDS; round++) rounds.push(await race(round));
}, 120_000);
afterAll(async () => {
  await second?.close();
  await first?.close();
});

/** Withdrawing and paying leave at once, for two replicas; now one and now the other a little earlier. */
async function race(round: number): Promise<Round> {
  const { approvalId, milestoneId, authorizationId, amount } = await pendingApproval(first, payer, {
    amount: 110_000 + round,
  });
  const code = freshTotpCode(first, payer.secret);
  const [paidLater, cancelledLater] = round % 2 ? [round % 7, 0] : [0, round % 7];
  const [paid, cancelled] = await Promise.all([
    sleep(paidLater).then(() => verifyAndPay(first, payer.client, approvalId, code)),
    sleep(cancelledLater).then(() =>
      second.call('DELETE', `/api/milestones/approvals/${approvalId}`, { token: payer.client.token }),
    ),
  ]);
  const outcome = [paid.status, paid.body.code ?? null, cancelled.status, cancelled.body?.code ?? null];
  expect([
    [200, null, 409, 'approval-not-pending'],
    [409, 'approval-not-pending', 204, null],
  ]).toContainEqual(outcome);
  return { approvalId, milestoneId, authorizationId, amount, cancelled: cancelled.status === 204 };
}

it('lets each win now and then', () => {
  const cancelled = rounds.filter((round) => round.cancelled).length;
  expect(rounds).toHaveLength(ROUNDS);
  expect(cancelled).toBeGreaterThan(0);
  expect(cancelled).toBeLessThan(ROUNDS);
});

it('captures, by the ledger, what was paid to the cent, and nothing that was withdrawn', async () => {
  const captures = await first.query<{ approvalId: string; amount: string }>(
    `SELECT p.approval_id AS "approvalId", c.amount FROM sandbox_gateway.captures c JOIN payments p ON p.id::text = c.key`,
  );
  const [all] = await first.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM sandbox_gateway.captures',
  );
  expect(all?.count).toBe(captures.length);
  const expected = rounds.filter(({ cancelled }) => !cancelled);
  expect(captures.map(({ approvalId, amount }) => `${approvalId} ${amount}`).sort()).toEqual(
    expected.map(({ approvalId, amount }) => `${approvalId} ${amount}`).sort(),
  );
});

it('leaves approval, milestone, funds and log in agreement with it', async () => {
  for (const { approvalId, milestoneId, authorizationId, amount, cancelled } of rounds) {
    const [state] = await first.query(
      `SELECT a.status, m.status AS milestone, f.remaining,
         (SELECT count(*)::int FROM payments p WHERE p.approval_id = a.id) AS payments,
         (SELECT status FROM challenges c WHERE c.subject_id = a.id) AS challenge
       FROM approvals a, milestones m, authorizations f WHERE a.id = $1 AND m.id = $2 AND f.id = $3`,
      [approvalId, milestoneId, authorizationId],
    );
    expect(state).toEqual(
      cancelled
        ? {
            ...{ status: 'cancelled', milestone: 'submitted', remaining: String(amount) },
            ...{ payments: 0, challenge: 'void' },
          }
        : { status: 'approved', milestone: 'approved', remaining: '0', payments: 1, challenge: 'consumed' },
    );
    const events = await auditEvents(
      first,
      `type IN ('approval.cancelled', 'approval.approved') AND outcome = 'success' AND subject_id = $1`,
      [approvalId],
    );
    expect(events.map(({ type }) => type)).toEqual([cancelled ? 'approval.cancelled' : 'approval.approved']);
  }
});

it('lets what was withdrawn be approved and paid anew, with a code of its own', async () => {
  const { milestoneId, amount } = rounds.find(({ cancelled }) => cancelled) as Round;
  const { body } = await expectStatus(201, approve(first, payer.client, [milestoneId]));
  const paid = await verifyAndPay(first, payer.client, body.id, freshTotpCode(first, payer.secret));
  expect(paid.body.payments).toMatchObject([{ status: 'released', amount }]);
});
