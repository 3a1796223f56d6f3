import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type AuditRecord, AuditRecorder } from '../../src/audit/audit-recorder';
import { RecordedEvents } from '../../src/audit/recorded-events';
import { Sealer } from '../../src/audit/sealing/sealer';
import { Transactor } from '../../src/common/database/transactor';
import { systemContext } from '../../src/common/http/request-context';
import { startApp, type TestApp } from '../support/app';

const record: AuditRecord = {
  type: 'audit.read',
  actorId: null,
  subject: { type: 'audit_log', id: null },
};

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.get(Sealer).beforeApplicationShutdown();
});
afterAll(() => app?.close());

it('expects each event of a transaction once, however many parts have recorded it', async () => {
  const recorder = app.get(AuditRecorder);
  await app.get(Transactor).run(async (manager) => {
    recorder.record(manager, systemContext, record);
    recorder.record(manager, systemContext, record, record);
  });
  const expected = app.get(RecordedEvents).oldest(100);
  expect(expected.length).toBeGreaterThanOrEqual(3);
  expect(new Set(expected).size).toBe(expected.length);
});

it('asks for them one time after another while the database is slow', async () => {
  const other = new Client({ connectionString: app.databaseUrl });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query('LOCK TABLE audit_leaves');
    await sleep(3_200);
    const { rows } = await other.query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%"isThere"%'`,
    );
    expect(rows).toHaveLength(1);
  } finally {
    await other.end();
  }
});
