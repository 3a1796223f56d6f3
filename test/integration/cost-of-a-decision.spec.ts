import {
  findAccountChanges,
  findDevicesAtHand,
  findProvenSessions,
} from '../../src/auth/2fa/risk/account-activity-statements';
import { after, DAY, MINUTE } from '../../src/common/clock';
import type { Statement } from '../../src/common/database/sql';
import { findPastApprovals } from '../../src/milestones/approvals/activity-statements';
import { findExposure } from '../../src/milestones/approvals/exposure-statements';
import { findPaidHistory } from '../../src/payments/payment-statements';
import { startApp, type TestApp } from '../support/app';
import type { Payer } from '../support/attacks';
import { approveSmall, insertPastApprovals, knownPayer } from '../support/risk';

let app: TestApp;
let payer: Payer;

beforeAll(async () => {
  app = await startApp();
  payer = await knownPayer(app);
});
afterAll(() => app.close());

interface Plan {
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
}

/** Pages of tables and indexes that the decision looks at. */
async function pagesRead(): Promise<number> {
  const now = app.clock.now();
  const { id } = payer.client;
  const statements: [Statement, unknown[]][] = [
    [findPaidHistory, [id, [payer.payee.id]]],
    [findExposure, [id, [id, payer.payee.id], after(now, -DAY), after(now, -7 * DAY)]],
    [findPastApprovals, [id, after(now, -90 * DAY)]],
    [findAccountChanges, [id]],
    [findProvenSessions, [id]],
    [findDevicesAtHand, [id, id, null, now]],
  ];
  let pages = 0;
  for (const [{ text }, values] of statements) {
    const [row] = await app.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
      values,
    );
    const plan = row?.['QUERY PLAN'][0].Plan;
    pages += (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
  }
  return pages;
}

/** Let through without a code, a few minutes apart, up to now. */
async function insertHistory(count: number): Promise<void> {
  const now = app.clock.now();
  const times = Array.from({ length: count }, (_, index) => after(now, (index - count) * MINUTE));
  await insertPastApprovals(app, payer.client.id, times);
  await app.query(
    `INSERT INTO exposures (client_id, party_id, at, running, amount, approval_id)
     SELECT client_id, party.id, approved_at, row_number() OVER (PARTITION BY party.id ORDER BY approved_at), 1, a.id
     FROM approvals a, unnest($2::uuid[]) AS party (id)
     WHERE client_id = $1 AND idempotency_key NOT IN (SELECT idempotency_key FROM approvals WHERE step_up_required)`,
    [payer.client.id, [payer.client.id, payer.payee.id]],
  );
  await app.query('ANALYZE');
}

it('is the same after ten thousand payments as after ten', async () => {
  await insertHistory(10);
  const few = await pagesRead();
  await app.query('DELETE FROM exposures');
  await app.query('DELETE FROM approvals WHERE NOT step_up_required');
  await insertHistory(10_000);
  expect(await pagesRead()).toBeLessThan(few + 80);
  const { stepUp } = await approveSmall(app, payer);
  expect(stepUp.signals).toMatchObject([{ signal: 'velocity' }]);
});
