export const findPasskeyByCredential = {
  name: 'find-passkey-by-credential',
  text: `
    SELECT id AS "factorId", credential_id AS "credentialId", public_key AS "publicKey", transports,
      backup_eligible AS "backupEligible"
    FROM factors WHERE credential_id = $1 AND method = 'webauthn' AND status = 'active'`,
};

/** On the set-up that it was made for. */
export const keepPasskey = {
  name: 'keep-passkey',
  text: `
    UPDATE factors SET credential_id = $2, public_key = $3, transports = $4, aaguid = $5, backup_eligible = $6, backed_up = $7,
      last_step = $8
    WHERE id = $1 AND method = 'webauthn' AND status = 'pending'`,
};

/** Of a passkey that was just accepted, so it is active. */
export const keepBackupState = {
  name: 'keep-backup-state-of-passkey',
  text: 'UPDATE factors SET backed_up = $2 WHERE id = $1',
};
