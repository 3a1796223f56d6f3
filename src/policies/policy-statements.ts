import type { PolicyRules } from '../auth/2fa/policy/policy';
import { ruleColumns } from '../auth/2fa/policy/policy-statements';
import { policyInForce } from '../auth/sessions/policy-in-force';
import type { AccountType } from '../users/account-type';

export interface PolicyVersion extends PolicyRules {
  id: string;
  accountType: AccountType;
  version: number;
  requiredSince: Date | null;
  startsAt: Date;
  authorId: string | null;
  authorName: string | null;
  reason: string | null;
  restoresVersion: number | null;
  createdAt: Date;
  /** Until a newer version took its place; null while none has. */
  endsAt: Date | null;
}

export type VersionRow = PolicyVersion & Record<string, unknown>;

const columns = `
  p.id, p.account_type AS "accountType", p.version, ${ruleColumns}, p.required_since AS "requiredSince",
  p.starts_at AS "startsAt", p.author_id AS "authorId", a.name AS "authorName", p.reason, p.restores_version AS "restoresVersion",
  p.created_at AS "createdAt",
  (SELECT min(n.starts_at) FROM two_factor_policies n WHERE n.account_type = p.account_type AND n.version > p.version) AS "endsAt"`;

const author = 'LEFT JOIN users a ON a.id = p.author_id';

export const findInForce = {
  name: 'find-policy-version-in-force',
  text: `SELECT ${columns} FROM (${policyInForce('$1', '$2')}) p ${author}`,
};

/** Those that come into force later, unless a newer one takes their place before. Soonest first. */
export const findScheduled = {
  name: 'find-scheduled-policy-versions',
  text: `
    SELECT ${columns} FROM two_factor_policies p ${author}
    WHERE p.account_type = $1 AND p.starts_at > $2 AND NOT EXISTS (
      SELECT FROM two_factor_policies n WHERE n.account_type = $1 AND n.version > p.version AND n.starts_at <= p.starts_at)
    ORDER BY p.starts_at`,
};

export const findVersion = {
  name: 'find-policy-version',
  text: `SELECT ${columns} FROM two_factor_policies p ${author} WHERE p.account_type = $1 AND p.version = $2`,
};

export const listVersions = {
  name: 'list-policy-versions',
  text: `
    SELECT ${columns} FROM two_factor_policies p ${author} WHERE p.account_type = $1 AND ($2::uuid IS NULL OR p.id < $2)
    ORDER BY p.id DESC LIMIT $3`,
};

/** Versions of an account type are added one after another; nobody may update a row, so no row can be locked for that. */
export const lockVersions = {
  name: 'lock-policy-versions',
  text: `SELECT pg_advisory_xact_lock(hashtext('two_factor_policies'), hashtext($1))`,
};

/** When a factor was first required by a version that came into force, or would be by one that starts at `$2`. */
export const findRequiredSince = {
  name: 'find-policy-required-since',
  text: `
    SELECT least($2::timestamptz, min(p.starts_at)) AS since FROM two_factor_policies p
    WHERE p.account_type = $1 AND p.enforcement = 'required' AND p.starts_at < $2 AND NOT EXISTS (
      SELECT FROM two_factor_policies n WHERE n.account_type = $1 AND n.version > p.version AND n.starts_at <= p.starts_at)`,
};

export const insertVersion = {
  name: 'insert-policy-version',
  text: `
    INSERT INTO two_factor_policies (id, account_type, version, enforcement, grace_days, required_since, methods, minimum_login,
      minimum_payment, minimum_large_payment, minimum_factor_change, large_payment_above, email_max_amount,
      session_idle_minutes, session_hours, trust_days, starts_at, author_id, reason, restores_version, created_at)
    SELECT $1::uuid, $2::text, max(version) + 1, $3::text, $4::int, $5::timestamptz, $6::text[], $7::text, $8::text, $9::text, $10::text,
      $11::bigint, $12::bigint, $13::int, $14::int, $15::int, $16::timestamptz, $17::uuid, $18::text, $19::int, $20::timestamptz
    FROM two_factor_policies WHERE account_type = $2 RETURNING version`,
};
