import { AuditRetention } from '../../src/audit/retention/audit-retention.service';
import { Sealer } from '../../src/audit/sealing/sealer';
import { login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { seal } from '../support/audit-log';
import { type Operator, registerOperator } from '../support/factories';
import { type FoundFault, forgetTheLog, Intruder } from '../support/intruder';

let app: TestApp;
let auditor: Operator;
let intruder: Intruder;
let month: string;
let name: string;

beforeAll(async () => {
  app = await startApp();
  await app.get(Sealer).beforeApplicationShutdown();
  auditor = await registerOperator(app, 'auditor');
  for (let count = 0; count < 3; count++) await login(app, 'nobody@example.com', { password: 'wrong wrong' });
  await seal(app);
  intruder = await Intruder.at(app, auditor);
  month = app.clock.now().toISOString().slice(0, 7);
  name = `audit_events_security_${month.replace('-', '_')}`;
});
afterAll(async () => {
  await intruder?.leave();
  await app?.close();
});

const attach = (from: string, to: string) =>
  `ALTER TABLE audit_events_security ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`;
const detach = () => `ALTER TABLE audit_events_security DETACH PARTITION ${name}`;
const first = () => `least_audit_id('${month}-01'::timestamp)`;
const past = () => `least_audit_id('${month}-01'::timestamp + interval '1 month')`;

it.each<[string, () => string, () => string]>([
  [
    'taken out of the table',
    detach,
    () => `ALTER TABLE ${name} DISABLE TRIGGER ALL; ${attach(first(), past())}`,
  ],
  [
    'emptied',
    () => `CREATE TABLE kept_month AS TABLE ${name}; TRUNCATE ${name}`,
    () => `INSERT INTO ${name} TABLE kept_month; DROP TABLE kept_month`,
  ],
  [
    'replaced by an empty one',
    () =>
      `${detach()}; ALTER TABLE ${name} RENAME TO taken; SELECT make_audit_month('security', '${month}-01')`,
    () => `${detach()}; DROP TABLE ${name}; ALTER TABLE taken RENAME TO ${name}; ${attach(first(), past())}`,
  ],
])('a partition that was %s: every event that was in it is named', async (_, tamper, putBack) => {
  await seal(app);
  const held = (await app.query<{ id: string }>(`SELECT id FROM ${name}`)).map(({ id }) => id);
  expect(held.length).toBeGreaterThan(5);
  await intruder.owner.query(tamper());
  const findings: FoundFault[] = (await intruder.integrity()).findings;
  expect([...new Set(findings.map(({ fault }) => fault))]).toEqual(['event-missing']);
  expect(findings.map(({ eventId }) => eventId).sort()).toEqual(held.sort());
  // What was recorded meanwhile is in the way, and in the default partition.
  await intruder.owner.query('CREATE TEMP TABLE meanwhile AS SELECT * FROM audit_events_security_default');
  await intruder.owner.query('DELETE FROM audit_events_security_default');
  await intruder.owner.query(putBack());
  await intruder.owner.query('INSERT INTO audit_events SELECT * FROM meanwhile; DROP TABLE meanwhile');
  await intruder.owner.query('DELETE FROM audit_findings');
  forgetTheLog(app);
  await seal(app);
  expect(await intruder.integrity()).toMatchObject({ findings: [] });
});

it('a partition under the name of a month that is past its retention is not dropped for it', async () => {
  const old = 'audit_events_security_2001_01';
  await intruder.owner.query(`ALTER TABLE ${name} RENAME TO ${old}`);
  await expect(app.get(AuditRetention).dropMonths()).rejects.toThrow('2001-01 has other security events');
  await intruder.owner.query(`ALTER TABLE ${old} RENAME TO ${name}`);
  expect(await intruder.integrity()).toMatchObject({ findings: [] });
});
