import type { DataSource } from 'typeorm';
import type { AuditEventFilter } from '../../src/audit/query/audit-query.dto';
import { type EventPage, pageStatement, planForValues, viewColumns } from '../../src/audit/query/event-page';

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

export interface Explained {
  /** Pages of tables and indexes that were looked at. */
  pages: number;
  planningMs: number;
  executionMs: number;
  /** How events were found, e.g. `Index Only Scan actor`. */
  access: string[];
}

/** What the database does for a page of events, as it does it for the application. */
export async function explainPage(
  dataSource: DataSource,
  page: Omit<EventPage, 'columns'>,
): Promise<Explained> {
  const { text, values } = pageStatement({ ...page, columns: viewColumns });
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('BEGIN');
    await runner.query(planForValues.text);
    await runner.query(`PREPARE page AS ${text}`);
    const literals = values.map((value) => `'${value instanceof Date ? value.toISOString() : value}'`);
    const execute = literals.length > 0 ? `page(${literals.join(', ')})` : 'page';
    const [row] = await runner.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE ${execute}`);
    await runner.query('DEALLOCATE page');
    const { Plan: plan, ...times } = row['QUERY PLAN'][0];
    return {
      pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      planningMs: times['Planning Time'],
      executionMs: times['Execution Time'],
      access: accessesOf(plan),
    };
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}

/** Each set of the filters that are no time. */
export function filterSets(all: AuditEventFilter): AuditEventFilter[] {
  const entries = Object.entries(all);
  return Array.from({ length: 2 ** entries.length }, (_, set) =>
    Object.fromEntries(entries.filter((_, at) => set & (2 ** at))),
  );
}

/** Scans of events that ran, by kind and index, whatever the partition. */
function accessesOf(plan: PlanNode): string[] {
  const names = [plan, ...descendantsOf(plan)]
    .filter((node) => node['Actual Loops'] > 0)
    .filter((node) => (node['Relation Name'] ?? node['Index Name'])?.startsWith('audit_events'))
    .map((node) => `${node['Node Type']} ${indexOf(node)}`);
  return [...new Set(names)];
}

/** PostgreSQL names the indexes of partitions after their columns, cut to its length. */
function indexOf(node: PlanNode): string {
  return /pkey|actor|subject|xid|ip_id|type/.exec(node['Index Name'] ?? '')?.[0] ?? '';
}

function descendantsOf({ Plans: parts = [] }: PlanNode): PlanNode[] {
  return parts.flatMap((part) => [part, ...descendantsOf(part)]);
}
