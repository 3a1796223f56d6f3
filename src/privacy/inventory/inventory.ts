import { accountTables } from './account-tables';
import { ERASED_NAME, type ErasureStep, type ExportedPart, single, type TableEntry } from './entry';
import { factorTables } from './factor-tables';
import { logTables } from './log-tables';
import { moneyTables } from './money-tables';

/** The last step of an erasure: from now on the row cannot be changed any more. */
const users: TableEntry = {
  holds: 'Name, e-mail address, time zone, a hash of the password, and when what was changed.',
  erase: [
    {
      text: `
        UPDATE users SET email = 'erased:' || id, name = '${ERASED_NAME}', time_zone = 'UTC', password_hash = NULL,
          email_verified_at = NULL, two_factor_enabled_at = NULL, two_factor_disabled_at = NULL, password_changed_at = NULL,
          email_changed_at = NULL, recovered_at = NULL, erased_at = $2
        WHERE id = $1`,
      values: ['id', 'now'],
    },
  ],
  stays: 'An identifier that leads to nobody, the type of account, and when it was made and erased.',
  exported: [
    single(
      'profile',
      'users',
      `email, name, account_type AS "accountType", time_zone AS "timeZone", created_at AS "createdAt",
       email_verified_at AS "emailVerifiedAt", two_factor_enabled_at AS "twoFactorEnabledAt",
       two_factor_disabled_at AS "twoFactorDisabledAt", password_changed_at AS "passwordChangedAt",
       email_changed_at AS "emailChangedAt", recovered_at AS "recoveredAt"`,
      'id',
    ),
  ],
};

/**
 * Every table of the database and what it knows of persons. Erasures and data exports do what it says; a test compares it with the
 * database, so that no table is forgotten.
 */
export const inventory: Readonly<Record<string, TableEntry>> = {
  ...factorTables,
  ...accountTables,
  ...moneyTables,
  ...logTables,
  users,
};

export const erasureSteps: readonly (ErasureStep & { name: string })[] = Object.entries(inventory).flatMap(
  ([table, { erase = [] }]) =>
    erase.map((step, at) => ({ name: `erase-${table.replaceAll('_', '-')}-${at + 1}`, ...step })),
);

export const exportedParts: readonly ExportedPart[] = Object.values(inventory).flatMap(
  ({ exported = [] }) => exported,
);
