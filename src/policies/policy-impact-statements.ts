/**
 * One pass over the people of an account type, however many. `$2` is whether a factor is required, `$3` since when, `$4` days of
 * grace, `$5` the methods that suffice, `$6` the moment that is asked about.
 */
const judged = `
  judged AS (
    SELECT u.id, u.email, u.name, f.methods,
      CASE WHEN $2::boolean THEN greatest($3::timestamptz, u.created_at) + $4::int * interval '24 hours' END AS grace_ends_at,
      f.methods IS NOT NULL AS has_factor
    FROM users u LEFT JOIN held f ON f.user_id = u.id
    WHERE u.account_type = $1 AND u.email_verified_at IS NOT NULL AND NOT coalesce(f.sufficient, false)
  )`;

const held = `
  held AS (
    SELECT f.user_id, array_agg(DISTINCT f.method) AS methods, bool_or(f.method = ANY ($5::text[])) AS sufficient
    FROM factors f WHERE f.status = 'active' GROUP BY f.user_id
  )`;

export const countImpact = {
  name: 'count-policy-impact',
  text: `
    WITH ${held}, ${judged}
    SELECT (SELECT count(*)::int FROM users WHERE account_type = $1 AND email_verified_at IS NOT NULL) AS users,
      count(*) FILTER (WHERE grace_ends_at > $6)::int AS prompted,
      count(*) FILTER (WHERE grace_ends_at <= $6)::int AS "lockedOut",
      count(*) FILTER (WHERE has_factor)::int AS "noAllowedMethod"
    FROM judged`,
};

/** `$7` one of the impacts or null for all, `$8` the position of the page, `$9` its length. */
export const listImpact = {
  name: 'list-policy-impact',
  text: `
    WITH ${held}, ${judged}
    SELECT id, email, name, coalesce(methods, '{}') AS methods, grace_ends_at AS "graceEndsAt" FROM judged
    WHERE ($8::uuid IS NULL OR id < $8) AND (grace_ends_at IS NOT NULL OR has_factor) AND CASE $7::text
      WHEN 'prompted' THEN grace_ends_at > $6
      WHEN 'locked-out' THEN grace_ends_at <= $6
      WHEN 'no-allowed-method' THEN has_factor
      ELSE true END
    ORDER BY id DESC LIMIT $9`,
};
