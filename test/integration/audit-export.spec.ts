import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowKey } from '../../src/audit/sealed-event';
import { openCheckpoint, parseVerifierKey } from '../../src/audit/tree/signed-note';
import { ExportVerifier } from '../../src/audit/verify/export-verifier';
import { AppConfig } from '../../src/config/app-config';
import { type Account, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { insertForeignEvents, newestCheckpoint, seal } from '../support/audit-log';
import { parseCsv } from '../support/csv';
import { registerOperator } from '../support/factories';

let app: TestApp;
let auditor: Account;
let key: string;
let earlier: string;
beforeAll(async () => {
  app = await startApp();
  await insertForeignEvents(app, 2_500);
  await seal(app);
  auditor = await registerOperator(app, 'auditor');
  earlier = (await get('checkpoints?limit=1')).body.items[0].note;
  for (let count = 0; count < 5; count++)
    await login(app, 'nobody@example.com', { password: '=HYPERLINK("x")' });
  await seal(app);
  key = (await get('keys')).body.items[0];
});
afterAll(() => app?.close());

const get = (path: string) =>
  app.call('GET', `/api/audit/${path}`, { token: auditor.token, headers: { 'User-Agent': '=1+1' } });
const lines = (body: string) => body.trimEnd().split('\n');

function verify(body: string, { macs = false, old = null as string | null } = {}) {
  const macKey = macs ? rowKey(app.get(AppConfig).codePepper) : null;
  const verifier = new ExportVerifier({ key: parseVerifierKey(key), macKey, earlier: old });
  for (const line of lines(body)) verifier.line(line);
  return verifier.finish();
}

it('the whole log as NDJSON verifies without us: every event, in order, up to a signed root that extends an earlier one', async () => {
  const { status, headers, body } = await get('export?format=ndjson');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const { size } = await newestCheckpoint(app);
  expect(verify(body, { macs: true, old: earlier })).toEqual({
    events: expect.any(Number),
    dropped: 0,
    erasedEvents: 0,
    size: expect.any(Number),
    extendsEarlier: true,
    macsChecked: true,
  });
  expect(verify(body).events).toBeGreaterThan(2_500);
  expect(verify(body).events).toBeLessThanOrEqual(size);
});

it('a checkpoint accompanies each export', async () => {
  for (const format of ['csv', 'ndjson', 'ocsf']) {
    const { headers } = await get(`export?format=${format}`);
    const note = Buffer.from(headers.get('x-audit-checkpoint') as string, 'base64').toString('utf8');
    expect(openCheckpoint(note, parseVerifierKey(key))?.size).toBeGreaterThan(2_500);
  }
});

it('a filtered export proves each event by itself', async () => {
  const { body } = await get('export?format=ndjson&type=session.login&outcome=failure');
  const { events } = verify(body, { macs: true });
  expect(events).toBeGreaterThanOrEqual(5);
  for (const line of lines(body).slice(1, -1)) expect(JSON.parse(line).event.type).toBe('session.login');
});

it('an export with filters goes on behind its first page: each event once, in order', async () => {
  const { body } = await get('export?format=ndjson&type=audit.read');
  const ids = lines(body)
    .slice(1, -1)
    .map((line): string => JSON.parse(line).event.id);
  const there = await app.query<{ id: string }>(
    `SELECT e.id FROM audit_events e JOIN audit_leaves l ON l.event_id = e.id
     WHERE e.type = 'audit.read' AND l.sequence < $1 ORDER BY e.id`,
    [verify(body).size],
  );
  expect(ids.length).toBeGreaterThan(2_500);
  expect(ids).toEqual(there.map(({ id }) => id));
});

it('an export of a time is a whole range of the log that holds it', async () => {
  const from = new Date(app.clock.now().getTime() - 60_000).toISOString();
  const { body } = await get(`export?format=ndjson&from=${from}`);
  expect(verify(body).events).toBeGreaterThan(5);
  const none = await get('export?format=ndjson&to=2001-01-01T00:00:00Z');
  expect(verify(none.body).events).toBe(0);
});

it.each<[string, (all: string[]) => string[], RegExp]>([
  [
    'an event that was edited',
    (all) => change(all, 9, (line) => line.replace('"outcome":"success"', '"outcome":"failure"')),
    /Event 8 .*event-changed/,
  ],
  ['an event that was left out', (all) => [...all.slice(0, 7), ...all.slice(8)], /Event 6 is missing/],
  [
    'events that were swapped',
    (all) => [...all.slice(0, 7), all[8] as string, all[7] as string, ...all.slice(9)],
    /Event 6 is missing/,
  ],
  ['an event that is there twice', (all) => [...all.slice(0, 8), ...all.slice(7)], /Event 7 is missing/],
  ['a cut tail', (all) => all.slice(0, -1), /cut off/],
  [
    'a cut tail with a new last line',
    (all) => [...all.slice(0, -2), '{"end":true,"events":1}'],
    /events instead of 1/,
  ],
  [
    'another checkpoint',
    (all) => change(all, 0, (line) => line.replace(/\\n\d+\\n/, '\\n9\\n')),
    /not signed/,
  ],
  ['something behind the end', (all) => [...all, '{}'], /more after the last line/],
  [
    'a line without an event',
    (all) => [...all.slice(0, 3), '{"sequence":2}', ...all.slice(4)],
    /^Line 4 is not one/,
  ],
  [
    'a range without end',
    (all) => change(all, 0, (line) => line.replace(/"end":\d+/, '"end":1e999')),
    /range of the export/,
  ],
  ['no JSON', (all) => ['<html>', ...all.slice(1)], /not a JSON object/],
])('the verifier finds %s', async (_, forge, message) => {
  const { body } = await get('export?format=ndjson');
  expect(() => verify(forge(lines(body)).join('\n'))).toThrow(message);
});

it('the verifier finds an event whose hashes were all made to agree', async () => {
  const { body } = await get('export?format=ndjson');
  const all = lines(body);
  const forged = JSON.parse(all[3] as string);
  const other = JSON.parse(all[4] as string);
  forged.event = { ...other.event };
  forged.mac = other.mac;
  forged.personal = other.personal;
  forged.leafHash = other.leafHash;
  all[3] = JSON.stringify(forged);
  expect(() => verify(all.join('\n'))).toThrow(/root that was signed/);
});

it('the verifier finds a history that does not extend an earlier checkpoint', async () => {
  const { body } = await get('export?format=ndjson');
  const second = await startApp();
  const stranger = await registerOperator(second, 'auditor');
  await seal(second);
  const { body: page } = await second.call('GET', '/api/audit/checkpoints', { token: stranger.token });
  await second.close();
  expect(() => verify(body, { old: page.items[0].note })).toThrow(/not signed by the given key/);
});

it('the command says so and ends with 0 or 1', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const { body } = await get('export?format=ndjson');
  await writeFile(join(folder, 'good.ndjson'), body);
  await writeFile(join(folder, 'bad.ndjson'), body.replace('"outcome":"success"', '"outcome":"failure"'));
  await writeFile(join(folder, 'key.pub'), `${key}\n`);
  await writeFile(join(folder, 'old.note'), earlier);
  const root = join(__dirname, '..', '..');
  const command = [
    '--require',
    join(root, 'test/support/typescript-hook.cjs'),
    join(root, 'src/audit/verify/verify.cli.ts'),
  ];
  const run = (file: string) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const options = ['--key', join(folder, 'key.pub'), '--checkpoint', join(folder, 'old.note')];
      execFile(process.execPath, [...command, join(folder, file), ...options], (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: out + err }),
      );
    });
  expect(await run('good.ndjson')).toEqual({
    code: 0,
    out: expect.stringMatching(/^\d+ of \d+ events verified\.\n$/),
  });
  expect(await run('bad.ndjson')).toEqual({
    code: 1,
    out: expect.stringMatching(/^Event \d+ \(.*\): event-changed\n$/),
  });
  await rm(folder, { recursive: true });
});

it('CSV has stable columns, CRLF, and no cell that a spreadsheet would run', async () => {
  const { headers, body } = await get('export?format=csv&type=audit.read');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  const [header, ...records] = body.split('\r\n');
  expect(header).toBe(
    'sequence,id,at,type,outcome,actorId,subjectType,subjectId,ip,userAgent,requestId,details,schemaVersion,mac,leafHash',
  );
  expect(records.at(-1)).toBe('');
  expect(body).toContain(",'=1+1,");
  expect(body).not.toMatch(/[,\n]=/);
});

it('CSV is what RFC 4180 calls so: as many cells in each record as columns, and the details as they were', async () => {
  const { body } = await get('export?format=csv');
  const [header = [], ...records] = parseCsv(body);
  expect(records.length).toBeGreaterThan(10);
  expect(records.filter(({ length }) => length !== header.length)).toEqual([]);
  const cell = (record: string[], name: string) => record[header.indexOf(name)] as string;
  const found = records.filter((record) => cell(record, 'type') === 'audit.exported');
  expect(found.length).toBeGreaterThan(0);
  for (const record of found)
    expect(JSON.parse(cell(record, 'details'))).toMatchObject({ format: expect.any(String) });
});

it('OCSF events have the classes and times of the schema', async () => {
  const { body } = await get('export?format=ocsf&type=session.login&outcome=failure');
  const [event] = lines(body).map((line) => JSON.parse(line));
  expect(event).toMatchObject({
    class_uid: 3002,
    category_uid: 3,
    activity_id: 1,
    type_uid: 300201,
    status_id: 2,
  });
  expect(event.metadata).toMatchObject({ version: '1.3.0', event_code: 'session.login' });
  expect(Math.abs(event.time - app.clock.now().getTime())).toBeLessThan(3_600_000);
});

it('refuses a CSV of more than 400 days', async () => {
  const { status, body } = await get('export?format=csv&from=2020-01-01T00:00:00Z');
  expect([status, body.errors[0].pointer]).toEqual([400, '/from']);
});

it('each export is an event', async () => {
  await get('export?format=csv&type=payment.released');
  const [event] = await app.query<{ details: object }>(
    `SELECT details FROM audit_events WHERE type = 'audit.exported' AND actor_id = $1 ORDER BY id DESC LIMIT 1`,
    [auditor.id],
  );
  expect(event?.details).toMatchObject({ format: 'csv', filters: { type: 'payment.released' } });
});

function change(all: string[], at: number, edit: (line: string) => string): string[] {
  return all.map((line, index) => (index === at ? edit(line) : line));
}
