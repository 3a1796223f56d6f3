/**
 * One pass over the people of an account type, however many. `$2` is whether a factor is required, `$3` since when, `$4` days of
 * grace, `$5` the methods that suffice to log in, `$6` the moment that is asked about, `$7` and `$8` those that suffice for
 * payments and for large ones, null where nobody is left out.
 */
const judged = `
  held AS (
    SELECT f.user_id, array_agg(DISTINCT f.method) AS methods, bool_or(f.method = ANY ($5::text[])) AS suffices,
      bool_or(f.method = ANY ($7::text[])) AS pays, bool_or(f.method = ANY ($8::text[])) AS pays_much
    FROM factors f WHERE f.status = 'active' GROUP BY f.user_id
  ),
  weighed AS (
    SELECT u.id, u.email, u.name, f.methods,
      CASE WHEN $2::boolean AND f.suffices IS NOT true
        THEN greatest($3::timestamptz, u.created_at) + $4::int * interval '24 hours' END AS grace_ends_at,
      f.suffices IS false AS has_none_allowed,
      $7::text[] IS NOT NULL AND f.pays IS NOT true AS cannot_pay,
      $8::text[] IS NOT NULL AND f.pays_much IS NOT true AS cannot_pay_large
    FROM users u LEFT JOIN held f ON f.user_id = u.id
    WHERE u.account_type = $1 AND u.email_verified_at IS NOT NULL
  ),
  judged AS (
    SELECT *, array_remove(ARRAY[
      CASE WHEN grace_ends_at > $6 THEN 'prompted' END, CASE WHEN grace_ends_at <= $6 THEN 'locked-out' END,
      CASE WHEN has_none_allowed THEN 'no-allowed-method' END,
      CASE WHEN cannot_pay THEN 'cannot-pay' END, CASE WHEN cannot_pay_large THEN 'cannot-pay-large' END], NULL) AS impacts
    FROM weighed
  )`;

export const countImpact = {
  name: 'count-policy-impact',
  text: `
    WITH ${judged}
    SELECT count(*)::int AS users,
      count(*) FILTER (WHERE 'prompted' = ANY (impacts))::int AS prompted,
      count(*) FILTER (WHERE 'locked-out' = ANY (impacts))::int AS "lockedOut",
      count(*) FILTER (WHERE 'no-allowed-method' = ANY (impacts))::int AS "noAllowedMethod",
      count(*) FILTER (WHERE 'cannot-pay' = ANY (impacts))::int AS "cannotPay",
      count(*) FILTER (WHERE 'cannot-pay-large' = ANY (impacts))::int AS "cannotPayLarge"
    FROM judged`,
};

/** `$9` who asks; no row for somebody of another account type. */
export const findOwnImpact = {
  name: 'find-own-policy-impact',
  text: `WITH ${judged} SELECT impacts FROM judged WHERE id = $9`,
};

/** `$9` one of the impacts or null for all, `$10` the position of the page, `$11` its length. */
export const listImpact = {
  name: 'list-policy-impact',
  text: `
    WITH ${judged}
    SELECT id, email, name, coalesce(methods, '{}') AS methods, grace_ends_at AS "graceEndsAt", impacts FROM judged
    WHERE ($10::uuid IS NULL OR id < $10) AND CASE WHEN $9::text IS NULL THEN impacts <> '{}' ELSE $9 = ANY (impacts) END
    ORDER BY id DESC LIMIT $11`,
};
