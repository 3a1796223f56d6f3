import { Client } from 'pg';
import type { Statement } from '../../src/common/database/sql';
import type { TestApp } from './app';
import type { Payer } from './attacks';

interface Paid {
  contractId: string;
  milestoneId: string;
  authorizationId: string;
  approvalId: string;
}

const copied = [
  'contracts',
  'milestones',
  'authorizations',
  'approvals',
  'approval_items',
  'payments',
] as const;

/** What differs from copy to copy, by table; `x` is the copy. */
const differences: Record<(typeof copied)[number], string> = {
  contracts: `'id', x.contract_id, 'client_id', x.client_id, 'payee_id', x.payee_id`,
  milestones: `'id', x.milestone_id, 'contract_id', x.contract_id`,
  authorizations: `'id', x.authorization_id, 'contract_id', x.contract_id, 'client_id', x.client_id,
    'idempotency_key', x.authorization_id, 'gateway_reference', x.authorization_id`,
  approvals: `'id', x.approval_id, 'client_id', x.client_id, 'idempotency_key', x.approval_id`,
  approval_items: `'approval_id', x.approval_id, 'milestone_id', x.milestone_id, 'contract_id', x.contract_id,
    'payee_id', x.payee_id`,
  payments: `'id', x.payment_id, 'approval_id', x.approval_id, 'milestone_id', x.milestone_id,
    'authorization_id', x.authorization_id, 'client_id', x.client_id, 'payee_id', x.payee_id`,
};

const originals = ({ contractId, milestoneId, authorizationId, approvalId }: Paid) => ({
  contracts: `id = '${contractId}'`,
  milestones: `id = '${milestoneId}'`,
  authorizations: `id = '${authorizationId}'`,
  approvals: `id = '${approvalId}'`,
  approval_items: `approval_id = '${approvalId}'`,
  payments: `approval_id = '${approvalId}'`,
});

/** Copies something paid, each with a contract of its own: many for one client, and one each for many others. */
export async function copyForBusyClient(
  app: TestApp,
  { client: { id: clientId }, payee: { id: payeeId } }: Pick<Payer, 'client' | 'payee'>,
  paid: Paid,
  { own, others: foreign }: { own: number; others: number },
): Promise<void> {
  const from = originals(paid);
  const inserts = copied.map(
    (table) => `
      INSERT INTO ${table} SELECT (jsonb_populate_record(original, jsonb_build_object(${differences[table]}))).*
      FROM ${table} original, copies x WHERE original.${from[table]}`,
  );
  const others = (side: 'client' | 'payee', original: string) => `
    INSERT INTO users SELECT (jsonb_populate_record(original, jsonb_build_object(
      'id', x.${side}_id, 'email', x.${side}_id || '@example.com'))).*
    FROM users original, copies x WHERE original.id = '${original}' AND x.${side}_id <> original.id`;
  await app.query(
    `SET session_replication_role = replica;
     CREATE TEMP TABLE copies AS
       SELECT CASE WHEN n <= ${own} THEN '${clientId}'::uuid ELSE gen_random_uuid() END AS client_id,
         CASE WHEN n <= ${own} THEN '${payeeId}'::uuid ELSE gen_random_uuid() END AS payee_id, gen_random_uuid() AS contract_id,
         gen_random_uuid() AS milestone_id, gen_random_uuid() AS authorization_id, gen_random_uuid() AS approval_id,
         gen_random_uuid() AS payment_id
       FROM generate_series(1, ${own + foreign}) AS n;
     ${[others('client', clientId), others('payee', payeeId), ...inserts].join(';')};
     DROP TABLE copies;
     RESET session_replication_role;
     ANALYZE`,
  );
}

/** As the application has its statements planned: once for all parameters, see `data-source.ts`. */
const settings = '-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off';

interface Measured {
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
}

/** Pages that each statement looks at. What it changes is taken back. */
export async function pagesOf(
  app: TestApp,
  statements: readonly [Statement, unknown[]][],
): Promise<Record<string, number>> {
  const client = new Client({ connectionString: app.databaseUrl, options: settings });
  await client.connect();
  const pages: Record<string, number> = {};
  for (const [{ name, text }, values] of statements) {
    await client.query('BEGIN');
    await client.query(`PREPARE "${name}" AS ${text}`);
    const literals = values.map((value) => (value === null ? 'NULL' : client.escapeLiteral(String(value))));
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE "${name}" (${literals.join(', ')})`,
    );
    await client.query('ROLLBACK');
    const plan: Measured = rows[0]['QUERY PLAN'][0].Plan;
    pages[name] = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  await client.end();
  return pages;
}
