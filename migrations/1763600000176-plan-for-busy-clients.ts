import type { MigrationInterface, QueryRunner } from 'typeorm';

const persons: Record<string, string[]> = {
  contracts: ['client_id', 'payee_id'],
  authorizations: ['client_id'],
  approvals: ['client_id'],
  payments: ['client_id', 'payee_id'],
};

/**
 * PostgreSQL plans once for all parameters, and for the average person, who has one or two rows: then an index on persons looks as
 * good to it as the one on what is wanted, and for a client with ten thousand payments it reads them all. From the next
 * ANALYZE on it takes everybody for somebody with a hundred rows, however large the table.
 */
export class PlanForBusyClients1763600000176 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await forEachColumn(runner, 'SET (n_distinct = -0.01)');
    await runner.query(
      `CREATE INDEX approvals_pending_by_client ON approvals (client_id) WHERE status = 'pending'`,
    );
    await runner.query('CREATE INDEX payments_of_payee ON payments (payee_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX payments_of_payee');
    await runner.query('DROP INDEX approvals_pending_by_client');
    await forEachColumn(runner, 'RESET (n_distinct)');
  }
}

async function forEachColumn(runner: QueryRunner, change: string): Promise<void> {
  for (const [table, columns] of Object.entries(persons))
    await runner.query(
      `ALTER TABLE ${table} ${columns.map((column) => `ALTER COLUMN ${column} ${change}`).join(', ')}`,
    );
}
