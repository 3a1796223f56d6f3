import { Client } from 'pg';
import { AuditRetentionJob } from '../../src/audit/retention/audit-retention.job';
import { AuditRetention } from '../../src/audit/retention/audit-retention.service';
import { Sealer } from '../../src/audit/sealing/sealer';
import { DAY } from '../../src/common/clock';
import { type Account, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { pendingApproval } from '../support/attacks';
import { seal, verifyExport } from '../support/audit-log';
import { registerOperator, registerUser } from '../support/factories';

let app: TestApp;
let owner: Client;
let auditor: Account;
/** The month in which the first events were written, e.g. `2026-11`. */
let month: string;
let before: { id: string; retention: string; sequence: string }[];

beforeAll(async () => {
  app = await startApp();
  await app.get(Sealer).beforeApplicationShutdown();
  owner = new Client({ connectionString: app.databaseUrl });
  await owner.connect();
  month = app.clock.now().toISOString().slice(0, 7);
  await openAccount(app);
  for (let count = 0; count < 3; count++) await login(app, 'nobody@example.com', { password: 'wrong wrong' });
  const [client, payee] = [await registerUser(app), await registerUser(app, { accountType: 'payee' })];
  await pendingApproval(app, { client, payee });
  await login(app, 'nobody@example.com', { password: 'wrong wrong' });
  await seal(app);
  before = await app.query(
    `SELECT e.id, e.retention, l.sequence FROM audit_events e JOIN audit_leaves l ON l.event_id = e.id ORDER BY l.sequence`,
  );
});
afterAll(async () => {
  await owner?.end();
  await app?.close();
});

const ofClass = (retention: string) => before.filter((event) => event.retention === retention);
const partition = (retention: string, name = month) => `audit_events_${retention}_${name.replace('-', '_')}`;
const exists = async (name: string) =>
  (await app.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [name]))[0]?.found !== null;
const present = async () =>
  new Set((await app.query<{ id: string }>('SELECT id FROM audit_events')).map(({ id }) => id));

async function integrity() {
  const { status, body } = await app.call('GET', '/api/audit/integrity', { token: auditor.token });
  expect(status).toBe(200);
  return body;
}

async function exported(): Promise<string[]> {
  const { status, body } = await app.call('GET', '/api/audit/export?format=ndjson', { token: auditor.token });
  expect(status).toBe(200);
  return body.trimEnd().split('\n');
}

const verify = (lines: readonly string[]) => verifyExport(app, lines.join('\n'));

/** As the owner of the database, with every trigger out of the way. */
async function asIntruder(statement: string): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await owner.query(statement);
  await owner.query('SET session_replication_role = origin');
}

it('what was approved and paid is of another class than logins', () => {
  expect(ofClass('security').length).toBeGreaterThan(5);
  expect(ofClass('approvals').length).toBeGreaterThan(2);
});

it('drops nothing in time, and makes the months to come', async () => {
  app.clock.advance(300 * DAY);
  await app.get(AuditRetentionJob).run();
  expect(await exists(partition('security'))).toBe(true);
  expect(await exists(partition('security', app.clock.now().toISOString().slice(0, 7)))).toBe(true);
  expect((await present()).size).toBeGreaterThanOrEqual(before.length);
});

it('events of a month that nobody made go to the default partition and from there to their month', async () => {
  app.clock.advance(100 * DAY);
  const name = app.clock.now().toISOString().slice(0, 7);
  auditor = await registerOperator(app, 'auditor');
  const inDefault = 'SELECT FROM audit_events_security_default';
  expect((await app.query(inDefault)).length).toBeGreaterThan(0);
  await app.get(AuditRetention).makeMonths();
  expect(await app.query(inDefault)).toEqual([]);
  expect((await app.query(`SELECT FROM ${partition('security', name)}`)).length).toBeGreaterThan(0);
  await seal(app);
  expect(await integrity()).toMatchObject({ status: 'intact', findings: [] });
});

it('a month in which something is wrong stays, and what is wrong is named', async () => {
  app.clock.advance(60 * DAY);
  auditor = await registerOperator(app, 'auditor');
  const [, event] = ofClass('security');
  await asIntruder(`UPDATE audit_events SET request_id = request_id || '-' WHERE id = '${event?.id}'`);
  await app.get(AuditRetentionJob).run();
  expect(await exists(partition('security'))).toBe(true);
  const { findings } = await integrity();
  expect(findings).toEqual([
    expect.objectContaining({ sequence: Number(event?.sequence), eventId: event?.id }),
  ]);
  await asIntruder(`UPDATE audit_events SET request_id = left(request_id, -1) WHERE id = '${event?.id}'`);
  await asIntruder('DELETE FROM audit_findings');
});

it('drops the month of one class when it is past its retention, and tells of it in the log', async () => {
  await app.get(AuditRetentionJob).run();
  await seal(app);
  const left = await present();
  expect(ofClass('security').filter(({ id }) => left.has(id))).toEqual([]);
  expect(ofClass('approvals').filter(({ id }) => !left.has(id))).toEqual([]);
  const [told] = await app.query<{ details: object; retention: string }>(
    `SELECT details, retention FROM audit_events WHERE type = 'audit.month_dropped' AND details->>'month' = $1`,
    [month],
  );
  expect(told).toEqual({
    retention: 'permanent',
    details: {
      ...{ retention: 'security', month, keptMonths: 13, events: ofClass('security').length },
      first: Number(ofClass('security')[0]?.sequence),
      last: Number(ofClass('security').at(-1)?.sequence),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
});

it('the log still verifies, and the proof of an event that stayed still leads to the root', async () => {
  expect(await integrity()).toMatchObject({ status: 'intact', findings: [] });
  const { status, body } = await app.call('GET', `/api/audit/events/${ofClass('approvals')[0]?.id}/proof`, {
    token: auditor.token,
  });
  expect([status, body.sequence]).toEqual([200, Number(ofClass('approvals')[0]?.sequence)]);
});

it('an export says which events are past their retention, and verifies', async () => {
  const lines = await exported();
  const empty = lines
    .map((line) => JSON.parse(line))
    .filter(({ dropped, event }) => dropped && event === undefined);
  const places = empty
    .filter(({ dropped }) => !Array.isArray(dropped))
    .map(({ sequence }) => String(sequence));
  expect(places).toEqual(ofClass('security').map(({ sequence }) => sequence));
  expect(await verify(lines)).toMatchObject({ dropped: ofClass('security').length, macsChecked: true });
});

it.each<[string, (lines: string[]) => string[], RegExp]>([
  [
    'an export that does not tell what was dropped',
    ([header = '', ...rest]) => [JSON.stringify({ ...JSON.parse(header), dropped: [] }), ...rest],
    /is missing, and the log does not say that it was dropped/,
  ],
  [
    'an event that stayed, left out as if it had been dropped',
    (lines) => lines.map((line) => (isApproval(line) ? emptied(line, 'security') : oneEventLess(line))),
    /Other security events of .* are missing than/,
  ],
  [
    'an event of a class of which nothing was dropped, left out',
    (lines) => lines.map((line) => (isApproval(line) ? emptied(line, 'approvals') : line)),
    /is missing, and the log does not say that it was dropped/,
  ],
  [
    'an event that tells of more than was dropped',
    ([header = '', ...rest]) => [header.replace(/"events":\d+/, '"events":1'), ...rest],
    /event-forged/,
  ],
])('the verifier finds %s', async (_, forge, message) => {
  const lines = forge(await exported());
  await expect(verify(lines)).rejects.toThrow(message);
});

const isApproval = (line: string) => JSON.parse(line).event?.id === ofClass('approvals')[0]?.id;

/** The last line tells how many events there are. */
const oneEventLess = (line: string) =>
  line.replace(/^{"end":true,"events":(\d+)}$/, (_, events) => `{"end":true,"events":${events - 1}}`);

function emptied(line: string, retention: string): string {
  const { sequence, leafHash, event } = JSON.parse(line);
  return JSON.stringify({ sequence, leafHash, dropped: { eventId: event.id, retention } });
}

it('an event that was deleted beside a dropped month is named', async () => {
  const [event] = ofClass('approvals');
  await asIntruder(
    `CREATE TABLE kept AS SELECT * FROM audit_events WHERE id = '${event?.id}'; DELETE FROM audit_events WHERE id = '${event?.id}'`,
  );
  const { findings } = await integrity();
  expect(findings).toEqual([
    expect.objectContaining({
      fault: 'event-missing',
      sequence: Number(event?.sequence),
      eventId: event?.id,
    }),
  ]);
  await expect(exported().then(verify)).rejects.toThrow(`Event ${event?.sequence} is missing`);
  await asIntruder('INSERT INTO audit_events SELECT * FROM kept; DELETE FROM audit_findings');
});

it('whoever says that an event was of a class that was dropped is found', async () => {
  const [event] = ofClass('approvals');
  await asIntruder(
    `DELETE FROM audit_events WHERE id = '${event?.id}';
     UPDATE audit_leaves SET retention = 'security' WHERE event_id = '${event?.id}'`,
  );
  expect((await integrity()).findings).toEqual([
    expect.objectContaining({ fault: 'leaf-changed', sequence: Number(event?.sequence) }),
  ]);
  await asIntruder(
    `INSERT INTO audit_events SELECT * FROM kept; DELETE FROM audit_findings;
     UPDATE audit_leaves SET retention = 'approvals' WHERE event_id = '${event?.id}'`,
  );
});

it('whoever moves an event to a class that is dropped earlier is found', async () => {
  const [event] = ofClass('approvals');
  await asIntruder(`UPDATE audit_events SET retention = 'security' WHERE id = '${event?.id}'`);
  expect((await integrity()).findings).toEqual([
    expect.objectContaining({
      fault: 'event-changed',
      sequence: Number(event?.sequence),
      eventId: event?.id,
    }),
  ]);
  await asIntruder(
    `UPDATE audit_events SET retention = 'approvals' WHERE id = '${event?.id}'; DELETE FROM audit_findings`,
  );
});

it('whoever drops a month and writes the event that tells of it is found: every event of it is named', async () => {
  await asIntruder(`
    SELECT drop_audit_month('approvals', '${month}-01');
    INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version, retention)
    VALUES (gen_random_uuid(), now(), 'audit.month_dropped', 'success', 'audit_log',
      '{"retention": "approvals", "month": "${month}", "events": 1, "first": 0, "last": 1000, "hash": "00"}', 1, 'permanent')`);
  await seal(app);
  const { findings } = await integrity();
  const missing = findings.filter(({ fault }: { fault: string }) => fault === 'event-missing');
  expect(missing.map(({ sequence }: { sequence: number }) => String(sequence))).toEqual(
    ofClass('approvals').map(({ sequence }) => sequence),
  );
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'event-forged' }));
});
