import { auditEventTypes } from '../../src/audit/catalogue/catalogue';
import type { Statement } from '../../src/common/database/sql';
import type { TestApp } from './app';

export interface PlanNode extends Record<string, unknown> {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** Events of all types, evenly spread over a time; one in ten has failed. Nobody has sealed or signed them. */
export async function insertHistory(
  app: TestApp,
  { from, to, count }: { from: Date; to: Date; count: number },
): Promise<void> {
  await app.query(
    `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, details, schema_version)
     SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
       moment, ($4::text[])[1 + n % cardinality($4::text[])], CASE WHEN n % 10 = 0 THEN 'failure' ELSE 'success' END,
       md5((n % 50)::text)::uuid, 'user', '{"reason": "code-incorrect"}', 1
     FROM generate_series(0, $3 - 1) AS n, LATERAL (SELECT $1::timestamptz + ($2::timestamptz - $1::timestamptz) * n / $3 AS moment) AS m`,
    [from, to, count, auditEventTypes],
  );
}

/** The nodes of the plan that all parameters share, as the application has its statements planned. */
export async function planOf(app: TestApp, { text }: Statement, values: unknown[]): Promise<PlanNode[]> {
  const [{ 'QUERY PLAN': plan }] = (await app.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    values,
  )) as [{ 'QUERY PLAN': [{ Plan: PlanNode }] }];
  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  return nodesOf(plan[0].Plan);
}
