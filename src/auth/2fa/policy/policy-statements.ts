import { policyInForce } from '../../sessions/policy-in-force';

/** The rules of version `p`, named as in `PolicyRules`. */
export const ruleColumns = `
  p.enforcement, p.grace_days AS "graceDays", p.methods, p.minimum_login AS "minimumLogin", p.minimum_payment AS "minimumPayment",
  p.minimum_large_payment AS "minimumLargePayment", p.minimum_factor_change AS "minimumFactorChange",
  p.large_payment_above AS "largePaymentAbove", p.email_max_amount AS "emailMaxAmount",
  p.session_idle_minutes AS "sessionIdleMinutes", p.session_hours AS "sessionHours", p.trust_days AS "trustDays"`;

export const findPolicy = {
  name: 'find-policy-in-force',
  text: `SELECT ${ruleColumns} FROM (${policyInForce('$1', '$2')}) p`,
};
