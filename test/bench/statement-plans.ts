import { Client } from 'pg';
import { findUnsealed } from '../../src/audit/sealing/seal-statements';
import { loadVerificationOfSubject } from '../../src/auth/2fa/challenges/challenge-statements';
import { findLiveSession } from '../../src/auth/sessions/identify.guard';
import { sha256 } from '../../src/common/crypto/hashing';
import type { Statement } from '../../src/common/database/sql';
import { lockApprovalWithItems } from '../../src/milestones/approvals/approval-statements';
import { findExposure } from '../../src/milestones/approvals/exposure-statements';
import { claimDuePayments, findPaidHistory } from '../../src/payments/payment-statements';
import { type Ground, print } from './ground';
import type { BenchClient } from './scenario';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

/** As the server plans them, see `data-source.ts`. */
const settings = '-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off';

/** What requests and jobs look for among everybody's rows, with the pages that each statement looks at to find it. */
export async function measurePlans(
  { environment, pool }: Ground,
  { id, token, approvalId }: BenchClient,
  { show }: { show: boolean },
): Promise<Record<string, number>> {
  const { rows } = await pool.query(
    'SELECT max(sealed_below) AS from, pg_snapshot_xmax(pg_current_snapshot())::text AS below FROM audit_checkpoints',
  );
  const now = quoted(new Date().toISOString());
  const statements: Record<string, [Statement, string[]]> = {
    'the session of a request': [findLiveSession, [`'\\x${sha256(token).toString('hex')}'`, `'bearer'`, now]],
    'the code with everything it is judged by': [
      loadVerificationOfSubject,
      [quoted(id), quoted(approvalId), `'payment'`],
    ],
    'what an approval pays': [lockApprovalWithItems, [quoted(approvalId), quoted(id)]],
    'whom the client has paid before': [findPaidHistory, [quoted(id), `'{${id}}'`]],
    'what left without a code': [findExposure, [quoted(id), `'{${id}}'`, now, now]],
    'payments that nobody works on': [claimDuePayments, [now, now, '50']],
    'what the sealer looks for': [findUnsealed, [quoted(rows[0].from ?? '0'), quoted(rows[0].below), '5000']],
  };
  const client = new Client({ connectionString: environment.DATABASE_URL, options: settings });
  await client.connect();
  const pages: Record<string, number> = {};
  for (const [name, [statement, values]] of Object.entries(statements)) {
    const plan = await explain(client, statement, values);
    pages[name] = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    if (show) for (const line of [`Plan of ${name}:`, ...linesOf(plan, '    ')]) print(line);
  }
  await client.end();
  return pages;
}

/** Runs it, with one plan for all parameters, and takes back what it has changed. */
async function explain(client: Client, { name, text }: Statement, values: string[]): Promise<Plan> {
  await client.query('BEGIN');
  await client.query(`PREPARE "${name}" AS ${text}`);
  const { rows } = await client.query(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE "${name}" (${values.join(', ')})`,
  );
  await client.query('ROLLBACK');
  return rows[0]['QUERY PLAN'][0].Plan;
}

function linesOf(plan: Plan, indent: string): string[] {
  const { 'Node Type': node, 'Relation Name': relation, 'Index Name': index, Plans = [] } = plan;
  const where = [index && `using ${index}`, relation && `on ${relation}`].filter(Boolean).join(' ');
  return [`${indent}${node} ${where}`.trimEnd(), ...Plans.flatMap((part) => linesOf(part, `${indent}  `))];
}

function quoted(text: string): string {
  return `'${text}'`;
}
