import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';

/** A new version of a policy, otherwise like the newest, in force from now on. Columns are named as in the table. */
export async function changePolicy(
  app: TestApp,
  accountType: string,
  columns: Record<string, unknown>,
): Promise<void> {
  const now = app.clock.now().toISOString();
  const required = columns.enforcement === 'required' ? { required_since: now } : {};
  const lifted = columns.enforcement === 'optional' ? { required_since: null } : {};
  const fresh = { id: randomUUID(), starts_at: now, created_at: now, ...required, ...lifted, ...columns };
  await app.query(
    `INSERT INTO two_factor_policies
     SELECT changed.* FROM (SELECT * FROM two_factor_policies WHERE account_type = $1 ORDER BY version DESC LIMIT 1) p,
       jsonb_populate_record(NULL::two_factor_policies, to_jsonb(p) || $2::jsonb || jsonb_build_object('version', p.version + 1)) changed`,
    [accountType, JSON.stringify(fresh)],
  );
}
