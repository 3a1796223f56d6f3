import type { Method } from '../method';
import type { FactorStatus } from './factor.entity';

export interface EnrollingFactor extends Record<string, unknown> {
  id: string;
  userId: string;
  method: Method;
  status: FactorStatus;
  sealedSecret: string | null;
  lastStep: bigint | null;
}

export const dropPendingFactor = {
  name: 'drop-pending-factor',
  text: `DELETE FROM factors WHERE user_id = $1 AND method = $2 AND status = 'pending'`,
};

export const dropAllPendingFactors = {
  name: 'drop-all-pending-factors',
  text: `DELETE FROM factors WHERE user_id = $1 AND status = 'pending'`,
};

export const insertPendingFactor = {
  name: 'insert-pending-factor',
  text: `
    INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, number_hash, masked_destination)
    VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8)`,
};

export const lockFactor = {
  name: 'lock-factor',
  text: `
    SELECT id, user_id AS "userId", method, status, sealed_secret AS "sealedSecret", last_step AS "lastStep"
    FROM factors WHERE id = $1 AND user_id = $2 FOR UPDATE`,
};

export const activateFactor = {
  name: 'activate-factor',
  text: `
    UPDATE factors SET status = 'active', confirmed_at = $2, last_used_at = $2
    WHERE id = $1 AND status = 'pending' RETURNING method`,
};

const wiped = `
  sealed_secret = NULL, number_hash = NULL, masked_destination = NULL, credential_id = NULL, public_key = NULL, transports = NULL,
  aaguid = NULL, backup_eligible = NULL, backed_up = NULL`;

/** All of a person's factors, set-ups as well, or one that is active. */
export const removeFactors = {
  name: 'remove-factors',
  text: `
    UPDATE factors SET status = 'removed', ${wiped}, removed_at = $3
    WHERE user_id = $1 AND (($2::uuid IS NULL AND status <> 'removed') OR (id = $2 AND status = 'active'))
    RETURNING id, method`,
};

/** The person's active factors but one: all, or those whose codes were disabled, which passkeys do not have. */
export const removeOtherFactors = {
  name: 'remove-other-factors',
  text: `
    UPDATE factors SET status = 'removed', ${wiped}, removed_at = $3
    WHERE user_id = $1 AND id <> $2 AND status = 'active' AND ($4 OR method <> 'webauthn')
    RETURNING id, method`,
};

/** Keeps the first time while two-factor authentication stays on. */
export const markEnabled = {
  name: 'mark-two-factor-enabled',
  text: `UPDATE users SET two_factor_enabled_at = coalesce(two_factor_enabled_at, $2), two_factor_disabled_at = NULL WHERE id = $1`,
};

export const markDisabled = {
  name: 'mark-two-factor-disabled',
  text: `UPDATE users SET two_factor_enabled_at = NULL, two_factor_disabled_at = $2 WHERE id = $1`,
};
