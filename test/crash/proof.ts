import { setTimeout as sleep } from 'node:timers/promises';
import type { Told } from './payer';
import type { Stage } from './stage';

const captured = `
  payments p JOIN sandbox_gateway.captures c ON c.key = p.id::text`;

/** What must be true whatever has died when. Each finds the rows that break it; `$1` are approvals that were acknowledged. */
const claims: Record<string, string> = {
  'an approved milestone is captured exactly once': `
    SELECT m.id FROM milestones m LEFT JOIN (${captured}) ON p.milestone_id = m.id
    WHERE m.status = 'approved' GROUP BY m.id HAVING count(c.key) <> 1`,
  'nothing is captured that no approval in force holds': `
    SELECT c.key FROM sandbox_gateway.captures c LEFT JOIN payments p ON p.id::text = c.key
      LEFT JOIN approvals a ON a.id = p.approval_id AND a.status = 'approved'
      LEFT JOIN approval_items i ON i.approval_id = a.id AND i.milestone_id = p.milestone_id
    WHERE i.milestone_id IS NULL OR c.amount <> i.amount OR c.currency <> a.currency OR a.total <> (
      SELECT sum(amount) FROM approval_items WHERE approval_id = a.id
    )`,
  'each capture has one consumed challenge of equal binding, or an audited decision that none is required': `
    SELECT a.id FROM approvals a WHERE EXISTS (SELECT FROM ${captured} WHERE p.approval_id = a.id)
      AND CASE WHEN a.step_up_required
        THEN (
          SELECT count(*) FROM challenges h
          WHERE h.subject_id = a.id AND h.purpose = 'payment' AND h.status = 'consumed' AND h.binding = a.binding
        ) <> 1
        ELSE NOT EXISTS (
          SELECT FROM audit_events e WHERE e.type = 'approval.created' AND e.outcome = 'success' AND e.subject_id = a.id
            AND e.details -> 'stepUp' ->> 'required' = 'false'
        )
      END`,
  'no challenge is consumed for nothing': `
    SELECT h.id FROM challenges h LEFT JOIN approvals a ON a.id = h.subject_id
    WHERE h.purpose = 'payment' AND h.status = 'consumed' AND a.status IS DISTINCT FROM 'approved'`,
  'each acknowledged approval is paid': `
    SELECT a.id FROM unnest($1::uuid[]) AS a (id)
    WHERE (SELECT count(*) FROM approval_items i WHERE i.approval_id = a.id) = 0 OR EXISTS (
      SELECT FROM approval_items i WHERE i.approval_id = a.id AND NOT EXISTS (
        SELECT FROM payments p WHERE p.approval_id = a.id AND p.milestone_id = i.milestone_id AND p.status = 'released'
      )
    )`,
  'ours and the ledger of the gateway agree on what is left of each authorization': `
    SELECT a.id FROM authorizations a JOIN sandbox_gateway.authorizations g ON g.reference = a.gateway_reference
    WHERE g.captured <> a.amount - a.remaining
      OR g.captured <> (SELECT coalesce(sum(amount), 0) FROM sandbox_gateway.captures c WHERE c.authorization_reference = g.reference)`,
  'no payment has failed: nothing was refused': `SELECT id FROM payments WHERE status = 'failed'`,
  'each change of state is in the audit log, once': `
    SELECT s.id FROM (
      SELECT id, 'payment.released' AS type FROM payments WHERE status = 'released'
      UNION ALL SELECT id, 'approval.approved' FROM approvals WHERE status = 'approved'
    ) AS s WHERE (
      SELECT count(*) FROM audit_events e WHERE e.subject_id = s.id AND e.type = s.type AND e.outcome = 'success'
    ) <> 1`,
};

const countUnderWay = `SELECT count(*)::int AS count FROM payments WHERE status IN ('pending', 'processing', 'unknown')`;

/** @returns milliseconds until nothing was under way any more; null when that did not happen in time */
export async function settled(stage: Stage, withinMs: number): Promise<number | null> {
  for (const started = Date.now(); Date.now() - started <= withinMs; await sleep(100)) {
    const [underWay] = await stage.rows<{ count: number }>(countUnderWay);
    if (underWay?.count === 0) return Date.now() - started;
  }
  return null;
}

/** @returns the claims that do not hold, with the rows that break them */
export async function broken(stage: Stage, told: readonly Told[]): Promise<string[]> {
  const acknowledged = told.filter((each) => each.acknowledged).map(({ approvalId }) => approvalId);
  const findings: string[] = [];
  for (const [claim, text] of Object.entries(claims)) {
    const values = text.includes('$1') ? [acknowledged] : [];
    const rows = await stage.rows<Record<string, string>>(text, values);
    if (rows.length > 0) findings.push(`${claim}: ${rows.map((row) => Object.values(row)[0]).join(', ')}`);
  }
  return findings;
}

export interface Figures {
  approved: number;
  withoutCode: number;
  payments: number;
  captures: number;
}

export async function figuresOf(stage: Stage): Promise<Figures> {
  const [figures] = await stage.rows<Figures>(
    `SELECT (SELECT count(*)::int FROM approvals WHERE status = 'approved') AS approved,
       (SELECT count(*)::int FROM approvals WHERE status = 'approved' AND NOT step_up_required) AS "withoutCode",
       (SELECT count(*)::int FROM payments) AS payments,
       (SELECT count(*)::int FROM sandbox_gateway.captures) AS captures`,
  );
  return figures as Figures;
}
