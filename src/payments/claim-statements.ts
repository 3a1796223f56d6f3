/** The life of a payment's key begins with its first claim; rows of older versions know when they were born. */
export const firstAttempt = (now: string) =>
  `first_attempt_at = coalesce(p.first_attempt_at, CASE WHEN p.attempts > 0 THEN p.created_at ELSE ${now} END)`;

/** A `ClaimedPayment` from the payment `p` and its authorization `a`. */
export const claimedPayment = `
  p.id, p.milestone_id AS "milestoneId", p.authorization_id AS "authorizationId", a.gateway_reference AS "gatewayReference", p.amount,
  p.currency, a.captures, p.attempts, p.first_attempt_at AS "firstAttemptAt", p.status = 'unknown' AS "alreadyUnknown",
  p.stuck_since IS NOT NULL AS "alreadyStuck"`;
