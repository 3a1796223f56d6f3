/** A habit is read from no more than this, so that a decision costs the same after ten thousand payments. */
export const PAST_APPROVALS = 50;

/** A code under which a person has yet to look at the payment proves nothing: or one held payment would clear the way for the next. */
export const findPastApprovals = {
  name: 'find-past-approvals',
  text: `
    SELECT approved_at AS at, total, currency, step_up_required AND risk_hold_hours IS NULL AS "withCode", device, network FROM approvals
    WHERE client_id = $1 AND approved_at > $2 ORDER BY approved_at DESC LIMIT ${PAST_APPROVALS}`,
};
