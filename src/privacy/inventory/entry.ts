/** What a statement of an erasure is given: the account, the time, or what is to be forgotten. */
export type ErasureValue = 'id' | 'now' | 'name' | 'email';

export interface ErasureStep {
  text: string;
  /** For `$1`, `$2` …, in this order. */
  values: readonly ErasureValue[];
}

export interface ExportedPart {
  /** Its name in `GET /api/auth/me/data`. */
  as: string;
  /**
   * A page of it: `$1` is the account, `$2` the identifier after which it begins (null at first), `$3` how many rows at most. Rows
   * come with `id`, in its order.
   */
  text: string;
}

/** What a table knows of persons, and what becomes of it. The record of processing (GDPR article 30) is made of these. */
export interface TableEntry {
  /** In plain words; null when it knows nothing of persons. */
  holds: string | null;
  /** Done in one transaction when a person is erased, in the order of the inventory. */
  erase?: readonly ErasureStep[];
  /** What is left of an erased person, and why. */
  stays?: string;
  exported?: readonly ExportedPart[];
}

export const ERASED_NAME = 'Erased person';

/** Deletes what belongs to the account. */
export function removed(table: string, owner = 'user_id'): readonly ErasureStep[] {
  return [{ text: `DELETE FROM ${table} WHERE ${owner} = $1`, values: ['id'] }];
}

/** The whole of a table that belongs to the account; `columns` is a list of SQL with the names that people see. */
export function own(as: string, table: string, columns: string, owner = 'user_id'): ExportedPart {
  return {
    as,
    text: `SELECT id, ${columns} FROM ${table} WHERE ${owner} = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
  };
}

/** Of a table `x` that hangs on a contract, an approval or an authorization of the account. */
export function joined(as: string, columns: string, from: string): ExportedPart {
  return {
    as,
    text: `SELECT x.id, ${columns} FROM ${from} AND ($2::uuid IS NULL OR x.id > $2) ORDER BY x.id LIMIT $3`,
  };
}

/** A table with one row an account, or none. */
export function single(as: string, table: string, columns: string, key = 'user_id'): ExportedPart {
  return {
    as,
    text: `SELECT ${key} AS id, ${columns} FROM ${table} WHERE ${key} = $1 AND $2::uuid IS NULL LIMIT $3`,
  };
}

/**
 * Takes name and address of the person out of what others keep: their partners in contracts, and admins.
 * @param key under which the name stands there; any when absent
 */
export function withoutPerson(table: string, column: string, key?: string): ErasureStep {
  const lead = key === undefined ? '": ' : `"${key}": `;
  const name = `'${lead}' || to_jsonb($2::text)::text`;
  const email = `'": ' || to_jsonb($3::text)::text`;
  return {
    text: `
      UPDATE ${table}
      SET ${column} = replace(replace(${column}::text, ${name}, '${lead}"${ERASED_NAME}"'), ${email}, '": null')::jsonb
      WHERE user_id IN (
        SELECT client_id FROM contracts WHERE payee_id = $1 UNION SELECT payee_id FROM contracts WHERE client_id = $1
        UNION SELECT id FROM users WHERE account_type = 'admin')
        AND (position(${name} IN ${column}::text) > 0 OR position(${email} IN ${column}::text) > 0)`,
    values: ['id', 'name', 'email'],
  };
}
