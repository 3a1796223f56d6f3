import { graceEnd, hasFactorForLogin, policyInForce } from '../auth/sessions/policy-in-force';

/** `$1` is now in both, so that the shared columns can name it. Never a secret, nor what one is made of. */
const shown = `
  SELECT u.id, u.email, u.name, u.account_type AS "accountType", u.created_at AS "createdAt",
    u.email_verified_at IS NOT NULL AS "emailVerified", u.password_hash IS NOT NULL AS "hasPassword",
    u.two_factor_enabled_at AS "enabledAt", u.recovered_at AS "recoveredAt",
    ARRAY (SELECT DISTINCT f.method FROM factors f WHERE f.user_id = u.id AND f.status = 'active') AS methods,
    (SELECT count(*)::int FROM backup_codes c WHERE c.user_id = u.id AND c.used_at IS NULL) AS "backupCodesRemaining",
    p.enforcement, CASE WHEN NOT ${hasFactorForLogin} THEN ${graceEnd} END AS "graceEndsAt",
    CASE WHEN b.payment_locked_until > $1 THEN b.payment_locked_until END AS "lockedUntil", b.codes_disabled_at AS "codesDisabledAt",
    (SELECT r.id FROM recovery_requests r WHERE r.user_id = u.id AND r.ended_at IS NULL) AS "recoveryRequestId"
  FROM users u JOIN verification_budgets b ON b.user_id = u.id
    CROSS JOIN LATERAL (${policyInForce('u.account_type', '$1')}) p`;

const hasFactor = `EXISTS (SELECT FROM factors f WHERE f.user_id = u.id AND f.status = 'active')`;

export const listUsers = {
  name: 'list-users-for-admins',
  text: `
    ${shown}
    WHERE u.id < $2 AND ($3::text IS NULL OR starts_with(u.email, $3)) AND ($4::text IS NULL OR u.account_type = $4)
      AND CASE $5::text
        WHEN 'enabled' THEN ${hasFactor}
        WHEN 'disabled' THEN NOT ${hasFactor}
        WHEN 'locked' THEN b.payment_locked_until > $1 OR b.codes_disabled_at IS NOT NULL
        ELSE true END
    ORDER BY u.id DESC LIMIT $6`,
};

export const findUser = { name: 'find-user-for-admins', text: `${shown} WHERE u.id = $2` };

export const listFactors = {
  name: 'list-factors-for-admins',
  text: `
    SELECT id, method, label, created_at AS "createdAt", last_used_at AS "lastUsedAt", masked_destination AS "maskedDestination"
    FROM factors WHERE user_id = $1 AND status = 'active' ORDER BY id`,
};

export const insertUnlocking = {
  name: 'insert-unlocking',
  text: `
    INSERT INTO unlockings (id, user_id, admin_id, reason, locked_until, unlocked_at) VALUES ($1, $2, $3, $4, $5, $6)`,
};

export const changeRole = {
  name: 'change-account-type',
  text: 'UPDATE users SET account_type = $3 WHERE id = $1 AND account_type = $2',
};

export const findAccountType = {
  name: 'find-account-type',
  text: 'SELECT account_type AS "accountType" FROM users WHERE id = $1',
};
