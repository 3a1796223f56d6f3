/**
 * Parts of statements that ask the policy of a person's account type. They stand here, below `auth/2fa`, because every
 * request asks: what a session may do is read with it, in the same round trip, and never older than the request.
 * `u` is the person's row of `users`, `p` the version in force.
 */

/** The version in force at `now`: the newest whose start has come. */
export const policyInForce = (accountType: string, now: string) => `
  SELECT * FROM two_factor_policies
  WHERE account_type = ${accountType} AND starts_at <= ${now} ORDER BY version DESC LIMIT 1`;

/** Whether session `s` has been used and begun recently enough. */
export const isWithinLifetime = (now: string) => `
  s.last_seen_at > ${now}::timestamptz - p.session_idle_minutes * interval '1 minute'
  AND s.created_at > ${now}::timestamptz - p.session_hours * interval '1 hour'`;

/**
 * Days of grace count from the first version that required a factor or from the sign-up, whichever is later. Neither
 * moves, so grace does not begin anew when a policy is lowered and raised again. Null where nothing is required.
 */
export const graceEnd = `
  CASE WHEN p.enforcement = 'required' THEN greatest(p.required_since, u.created_at) + p.grace_days * interval '24 hours' END`;

/** Methods that are stored strongest first end, for logins, with the weakest that is good enough. */
export const methodsForLogin = 'p.methods[:array_position(p.methods, p.minimum_login)]';

export const hasFactorForLogin = `EXISTS (
  SELECT FROM factors f WHERE f.user_id = u.id AND f.status = 'active' AND f.method = ANY (${methodsForLogin}))`;

/** Whether the person has run out of grace without a factor that is good enough: their sessions may only enrol one. */
export const mayOnlyEnrol = (now: string) => `
  CASE WHEN ${graceEnd} <= ${now} THEN NOT ${hasFactorForLogin} ELSE false END`;

/** Whether session `s` may only enrol: because it was opened for that, or by policy. */
export const sessionMayOnlyEnrol = (now: string) => `(s.re_enrolment IS NOT NULL OR ${mayOnlyEnrol(now)})`;
