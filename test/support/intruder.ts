import { Client } from 'pg';
import { RecordedEvents } from '../../src/audit/recorded-events';
import { KnownCheckpoints } from '../../src/audit/sealing/known-checkpoints';
import { type Account, expectStatus } from './accounts';
import type { TestApp } from './app';

export interface FoundFault {
  fault: string;
  sequence: number | null;
  eventId: string | null;
  place: string;
  explanation: string;
}

/** Everything that the log is made of, and what it remembers of itself. */
const tables = [
  'audit_events',
  'audit_leaves',
  'audit_subtrees',
  'audit_checkpoints',
  'audit_signing_keys',
  'audit_verification',
];

/** Somebody who owns the database, with every trigger out of the way, beside an auditor who asks how the log is. */
export class Intruder {
  private constructor(
    readonly owner: Client,
    private readonly app: TestApp,
    private readonly auditor: Account,
  ) {}

  static async at(app: TestApp, auditor: Account): Promise<Intruder> {
    const owner = new Client({ connectionString: app.databaseUrl });
    await owner.connect();
    await owner.query('SET session_replication_role = replica');
    return new Intruder(owner, app, auditor);
  }

  leave(): Promise<void> {
    return this.owner.end();
  }

  async integrity() {
    const { token } = this.auditor;
    return (await expectStatus(200, this.app.call('GET', '/api/audit/integrity', { token }))).body;
  }

  /** Does something, looks at what the log says of it, and puts everything back. */
  async findingsAfter(work: () => Promise<unknown>): Promise<FoundFault[]> {
    for (const table of tables)
      await this.owner.query(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`);
    try {
      await work();
      return (await this.integrity()).findings;
    } finally {
      for (const table of tables) {
        await this.owner.query(`DELETE FROM ${table}`);
        await this.owner.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
        await this.owner.query(`DROP TABLE kept_${table}`);
      }
      await this.owner.query('DELETE FROM audit_findings');
      forgetTheLog(this.app);
    }
  }
}

/** As if the process had been started again. */
export function forgetTheLog(app: TestApp): void {
  Object.assign(app.get(KnownCheckpoints), { largest: null });
  Object.assign(app.get(RecordedEvents), { waiting: [] });
}
