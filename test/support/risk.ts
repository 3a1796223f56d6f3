import { expectStatus } from './accounts';
import type { TestApp } from './app';
import { type Payer, pendingApproval, registerPayer } from './attacks';
import { type Account, freshTotpCode, fundedMilestone, verifyAndPay, withKey } from './factories';

/** Somewhere else: for apps that trust 127.0.0.1 as a proxy. */
export const ELSEWHERE = { 'X-Forwarded-For': '198.51.100.7' };
export const OTHER_BROWSER = {
  'User-Agent':
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
};

/** A client with an app who has paid the payee before, with a code: a small payment needs none. */
export async function knownPayer(app: TestApp, payee?: Account): Promise<Payer> {
  const payer = await registerPayer(app, payee);
  const { approvalId } = await pendingApproval(app, payer, { amount: 1_000 });
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
  return payer;
}

/** The client's approval of a new small milestone, from wherever the headers say. */
export async function approveSmall(
  app: TestApp,
  { client, payee }: Pick<Payer, 'client' | 'payee'>,
  headers: Record<string, string> = {},
  amount = 1_000,
) {
  const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount });
  const request = {
    token: client.token,
    body: { milestoneIds: [milestoneId] },
    headers: { ...withKey(), ...headers },
  };
  return (await expectStatus(201, app.call('POST', '/api/milestones/approvals', request))).body;
}

/** Copies of the client's newest approval, as if they had come into force at these times. */
export async function insertPastApprovals(
  app: TestApp,
  clientId: string,
  times: readonly Date[],
): Promise<void> {
  await app.query(
    `INSERT INTO approvals (id, client_id, session_id, idempotency_key, status, payment_method, nonce, binding, total, currency,
       step_up_required, step_up_reasons, created_at, approved_at)
     SELECT gen_random_uuid(), client_id, session_id, gen_random_uuid()::text, 'approved', payment_method, nonce, binding, total,
       currency, false, '{below-threshold}', past.at, past.at
     FROM unnest($2::timestamptz[]) AS past (at),
       (SELECT * FROM approvals WHERE client_id = $1 ORDER BY created_at DESC LIMIT 1) newest`,
    [clientId, times],
  );
}

/** The decision as the auditor reads it. */
export async function auditedStepUp(app: TestApp, approvalId: string) {
  const [event] = await app.query<{
    details: {
      stepUp: {
        required: boolean;
        reasons: string[];
        signals: { signal: string; weight: number; severity: string; quieted: boolean; observed: object }[];
        score: number;
        hold: { mode: string; hours: number } | null;
        shadow: { reasons: string[]; signals: { signal: string }[]; score: number } | null;
      };
    };
  }>(`SELECT details FROM audit_events WHERE type = 'approval.created' AND subject_id = $1`, [approvalId]);
  if (!event) throw new Error('The approval was not audited');
  return event.details.stepUp;
}
