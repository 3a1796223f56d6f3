import { own, removed, single, type TableEntry } from './entry';

/** What people prove themselves with. */
export const factorTables = {
  verification_budgets: {
    holds: 'How many wrong codes somebody has entered, and locks that came of them.',
    erase: removed('verification_budgets'),
    exported: [
      single(
        'verificationBudget',
        'verification_budgets',
        `payment_failures AS "paymentFailures", consecutive_failures AS "consecutiveFailures", lock_level AS "lockLevel",
         payment_locked_until AS "paymentLockedUntil", codes_disabled_at AS "codesDisabledAt"`,
      ),
    ],
  },
  security_settings: {
    holds: 'When somebody wants to be asked for a code.',
    erase: removed('security_settings'),
    exported: [
      single(
        'securitySettings',
        'security_settings',
        `require_for_all_payments AS "requireForAllPayments", preferred_method AS "preferredMethod", threshold::float8 AS threshold,
         updated_at AS "updatedAt"`,
      ),
    ],
  },
  loosenings: {
    holds: 'When somebody asked for less protection.',
    erase: removed('loosenings'),
    exported: [own('loosenings', 'loosenings', 'kind, at')],
  },
  backup_codes: {
    holds: 'Hashes of backup codes.',
    erase: removed('backup_codes'),
    exported: [own('backupCodes', 'backup_codes', `created_at AS "createdAt", used_at AS "usedAt"`)],
  },
  recovery_codes: {
    holds: 'A keyed hash of the saved recovery code.',
    erase: removed('recovery_codes'),
    exported: [single('recoveryCode', 'recovery_codes', `created_at AS "createdAt"`)],
  },
  sms_consents: {
    holds: 'That somebody agreed to texts, to which version of the text, and a keyed hash of the number.',
    erase: removed('sms_consents'),
    stays: 'The events sms_consent.given and sms_consent.withdrawn, which have no number.',
    exported: [
      own(
        'smsConsents',
        'sms_consents',
        `factor_id AS "factorId", text_version AS "textVersion", given_at AS "givenAt", withdrawn_at AS "withdrawnAt",
         withdrawn_by AS "withdrawnBy"`,
      ),
    ],
  },
  sms_sends: {
    holds: 'When texts were sent, with keyed hashes of numbers and the network that asked for them.',
    erase: removed('sms_sends'),
    exported: [own('smsSends', 'sms_sends', `network, enrolment, created_at AS "createdAt"`)],
  },
  factors: {
    holds: 'Second factors: names, sealed secrets, sealed and masked phone numbers, public keys of passkeys.',
    erase: removed('factors'),
    exported: [
      own(
        'factors',
        'factors',
        `method, label, status, masked_destination AS "maskedDestination", created_at AS "createdAt",
         confirmed_at AS "confirmedAt", last_used_at AS "lastUsedAt", removed_at AS "removedAt"`,
      ),
    ],
  },
  trusted_devices: {
    holds: 'Browsers that somebody trusts: their names and the addresses they were used from.',
    erase: removed('trusted_devices'),
    exported: [
      own(
        'trustedDevices',
        'trusted_devices',
        `name, host(ip) AS ip, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt",
         revoked_at AS "revokedAt"`,
      ),
    ],
  },
  trusted_device_tokens: { holds: 'Hashes of the tokens of trusted devices; they go with these.' },
} as const satisfies Record<string, TableEntry>;
