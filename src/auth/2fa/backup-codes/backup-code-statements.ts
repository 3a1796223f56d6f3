export const findBackupCodeByTag = {
  name: 'find-backup-code-by-tag',
  text: `SELECT id, code_hash AS "codeHash" FROM backup_codes WHERE user_id = $1 AND tag = $2 AND used_at IS NULL`,
};

/** Touches nothing when the code was used or its set replaced meanwhile. Answers how many are left besides. */
export const spendBackupCode = {
  name: 'spend-backup-code',
  text: `
    WITH spent AS (
      UPDATE backup_codes SET used_at = $3, code_hash = NULL WHERE id = $2 AND user_id = $1 AND used_at IS NULL
      RETURNING id
    )
    SELECT (SELECT count(*)::int FROM backup_codes WHERE user_id = $1 AND used_at IS NULL AND id <> $2) AS remaining
    FROM spent`,
};

export const countBackupCodes = {
  name: 'count-backup-codes',
  text: `SELECT count(*)::int AS remaining FROM backup_codes WHERE user_id = $1 AND used_at IS NULL`,
};

export const deleteBackupCodes = {
  name: 'delete-backup-codes',
  text: 'DELETE FROM backup_codes WHERE user_id = $1',
};

export const insertBackupCodes = {
  name: 'insert-backup-codes',
  text: `
    INSERT INTO backup_codes (id, user_id, tag, code_hash, created_at)
    SELECT c.id, $1, c.tag, c.hash, $3 FROM jsonb_to_recordset($2) AS c (id uuid, tag smallint, hash text)`,
};

export const saveRecoveryCode = {
  name: 'save-recovery-code',
  text: `
    INSERT INTO recovery_codes (user_id, code_mac, created_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id) DO UPDATE SET code_mac = excluded.code_mac, created_at = excluded.created_at`,
};

export const spendRecoveryCode = {
  name: 'spend-recovery-code',
  text: 'DELETE FROM recovery_codes WHERE user_id = $1 AND code_mac = $2',
};

export const deleteRecoveryCode = {
  name: 'delete-recovery-code',
  text: 'DELETE FROM recovery_codes WHERE user_id = $1',
};
