const currentItem = `
  m.id AS "milestoneId", m.contract_id AS "contractId", m.version, m.title, c.payee_id AS "payeeId", payee.name AS "payeeName",
  m.amount, c.currency, m.status`;

export const lockMilestonesToApprove = {
  name: 'lock-milestones-to-approve',
  text: `
    SELECT ${currentItem}
    FROM milestones m JOIN contracts c ON c.id = m.contract_id JOIN users payee ON payee.id = c.payee_id
    WHERE m.id = ANY ($1::uuid[]) AND c.client_id = $2 ORDER BY m.id FOR UPDATE OF m`,
};

export const lockApproval = {
  name: 'lock-approval',
  text: `
    SELECT id, client_id AS "clientId", session_id AS "sessionId", status, nonce, binding, total, currency
    FROM approvals WHERE id = $1 FOR UPDATE`,
};

/** One row a milestone, each with the approval; none when it is somebody else's, whose rows are not locked. */
export const lockApprovalWithItems = {
  name: 'lock-approval-with-items',
  text: `
    SELECT ${currentItem}, a.client_id AS "clientId", a.session_id AS "sessionId", a.status AS "approvalStatus", a.nonce, a.binding,
      a.total, a.currency AS "approvalCurrency", a.risk_hold_hours AS "riskHoldHours"
    FROM approvals a JOIN approval_items i ON i.approval_id = a.id JOIN milestones m ON m.id = i.milestone_id
      JOIN contracts c ON c.id = m.contract_id JOIN users payee ON payee.id = c.payee_id
    WHERE a.id = $1 AND a.client_id = $2 ORDER BY m.id FOR UPDATE OF a, m`,
};

/** Touches one row a milestone, or none when the approval is not pending. */
export const approve = {
  name: 'approve',
  with: `
    approved AS (
      UPDATE approvals SET status = 'approved', approved_at = $3 WHERE id = $1 AND status = 'pending' RETURNING id
    )`,
  text: `
    UPDATE milestones SET status = 'approved', approved_at = $3
    WHERE id = ANY ($2::uuid[]) AND status = 'submitted' AND EXISTS (SELECT FROM approved)`,
};

export const insertApproval = {
  name: 'insert-approval',
  text: `
    INSERT INTO approvals (id, client_id, session_id, idempotency_key, status, payment_method, nonce, binding, total, currency,
      step_up_required, step_up_reasons, step_up_signals, risk_hold_hours, device, network, created_at)
    VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
};

export const insertItems = {
  name: 'insert-approval-items',
  text: `
    INSERT INTO approval_items (approval_id, milestone_id, milestone_version, contract_id, payee_id, title, amount, new_payee,
      payment_method)
    SELECT $2, i.milestone_id, i.version, i.contract_id, i.payee_id, i.title, i.amount, i.new_payee, i.payment_method
    FROM jsonb_to_recordset($1)
      AS i (milestone_id uuid, version integer, contract_id uuid, payee_id uuid, title text, amount bigint, new_payee boolean,
        payment_method text)`,
};

export const findPendingOfMilestones = {
  name: 'find-pending-approvals-of-milestones',
  text: `
    SELECT DISTINCT a.id FROM approval_items i JOIN approvals a ON a.id = i.approval_id
    WHERE i.milestone_id = ANY ($1::uuid[]) AND i.live AND a.status = 'pending'`,
};

export const findPendingOfClient = {
  name: 'find-pending-approvals-of-client',
  text: `SELECT id FROM approvals WHERE client_id = $1 AND status = 'pending' ORDER BY id`,
};

export const endPending = {
  name: 'end-pending-approvals',
  text: `UPDATE approvals SET status = $2, ended_at = $3 WHERE id = ANY ($1::uuid[]) AND status = 'pending'`,
};

export const releaseItems = {
  name: 'release-approval-items',
  text: 'UPDATE approval_items SET live = false WHERE approval_id = ANY ($1::uuid[])',
};

export const findApproval = {
  name: 'find-approval',
  text: `
    SELECT id, status, payment_method AS "paymentMethod", total, currency, step_up_required AS "stepUpRequired",
      step_up_reasons AS "stepUpReasons", step_up_signals AS "stepUpSignals", created_at AS "createdAt"
    FROM approvals WHERE id = $1 AND client_id = $2`,
};

export const findApprovalByKey = {
  name: 'find-approval-by-key',
  text: 'SELECT id FROM approvals WHERE client_id = $1 AND idempotency_key = $2',
};

export const findItems = {
  name: 'find-approval-items',
  text: `
    SELECT i.milestone_id AS "milestoneId", i.milestone_version AS version, i.contract_id AS "contractId", i.title, i.amount,
      i.payee_id AS "payeeId", payee.name AS "payeeName", i.new_payee AS "newPayee",
      coalesce(i.payment_method, a.payment_method) AS "paymentMethod"
    FROM approval_items i JOIN approvals a ON a.id = i.approval_id JOIN users payee ON payee.id = i.payee_id
    WHERE i.approval_id = $1 ORDER BY i.milestone_id`,
};
