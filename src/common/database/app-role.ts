import type { DataSource } from 'typeorm';

const INSUFFICIENT_PRIVILEGE = '42501';
const appendOnly = [
  'audit_events',
  'audit_leaves',
  'audit_subtrees',
  'audit_checkpoints',
  'audit_signing_keys',
  'audit_findings',
  'two_factor_policies',
  'erasures',
];
/** What an erasure changes; triggers say when. */
const erasable = { audit_events: 'ip, user_agent, personal_salt', erasures: 'log_erased_at' };

/**
 * Gives the application's role the rights it needs and no more: the audit log and the versions of policies are insert and
 * select only, but for what an erasure takes out of events.
 * Idempotent; runs after each migration, because new tables need rights too. Roles belong to the whole database
 * server: an owner who may not create one uses what an administrator has prepared, or runs the application as itself;
 * the triggers hold all the same.
 * @returns whether the role exists and can be taken on.
 */
export async function grantAppRole(dataSource: DataSource, role: string): Promise<boolean> {
  if (role === '') return false;
  try {
    await dataSource.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    await dataSource.query(`
      DO $$ BEGIN IF NOT pg_has_role(current_user, '${role}', 'SET') THEN EXECUTE 'GRANT ${role} TO ' || quote_ident(current_user); END IF; END $$`);
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return false;
    throw error;
  }
  for (const schema of ['public', 'sandbox_gateway', 'graphile_worker']) {
    await dataSource.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
    await dataSource.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    );
    await dataSource.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
    await dataSource.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role}`);
  }
  for (const table of ['_private_jobs', '_private_job_queues', '_private_tasks'])
    await openToRole(dataSource, table, role);
  const partitions: { name: string }[] = await dataSource.query(
    `SELECT relid::regclass::text AS name FROM pg_partition_tree('audit_events') WHERE parentrelid IS NOT NULL`,
  );
  const guarded = [...appendOnly, ...partitions.map(({ name }) => name)];
  await dataSource.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${guarded.join(', ')} FROM ${role}`);
  for (const [table, columns] of Object.entries(erasable))
    await dataSource.query(`GRANT UPDATE (${columns}) ON ${table} TO ${role}`);
  await dataSource.query(`REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM ${role}`);
  return true;
}

/** The job queue puts its tables under row level security; without a policy a grant alone lets nothing through. */
async function openToRole(dataSource: DataSource, table: string, role: string): Promise<void> {
  await dataSource.query(`
    DO $$ BEGIN
      CREATE POLICY ${role} ON graphile_worker.${table} TO ${role} USING (true) WITH CHECK (true);
    EXCEPTION WHEN duplicate_object THEN NULL; END $$`);
}

export async function canTakeRole(dataSource: DataSource, role: string): Promise<boolean> {
  if (role === '') return false;
  const found: { usable: boolean }[] = await dataSource.query(
    `SELECT pg_has_role(current_user, oid, 'MEMBER') AS usable FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  return found[0]?.usable ?? false;
}
