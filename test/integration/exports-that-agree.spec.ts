import { type Account, expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { seal } from '../support/audit-log';
import { parseCsv } from '../support/csv';
import { registerOperator } from '../support/factories';

let app: TestApp;
let auditor: Account;
let payer: Payer;
let start: string;

beforeAll(async () => {
  app = await startApp();
  auditor = await registerOperator(app, 'auditor');
  start = app.clock.now().toISOString();
  payer = await registerPayer(app);
  await pendingApproval(app, payer);
  for (const agent of ['=1+1', '+1', '-1', '@SUM(A1)', '"quoted", =1', '\uFF1D1'.normalize()])
    await app
      .call('POST', '/api/auth/login', {
        body: { email: payer.client.email, password: '=cmd|/c calc' },
        headers: { 'User-Agent': Buffer.from(agent).toString('latin1') },
      })
      .catch(() => undefined);
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await seal(app);
});
afterAll(() => app.close());

async function exported(format: string, query: Record<string, string>): Promise<string> {
  const path = `/api/audit/export?${new URLSearchParams({ format, ...query })}`;
  return (await expectStatus(200, app.call('GET', path, { token: auditor.token }))).body;
}
const json = (body: string) =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

it.each<[string, () => Record<string, string>]>([
  ['a type', () => ({ type: 'session.login' })],
  ['a type and an outcome', () => ({ type: 'session.login', outcome: 'failure' })],
  ['an actor', () => ({ actorId: payer.client.id })],
  ['a subject', () => ({ subjectId: payer.client.id })],
  ['an address and a time', () => ({ ip: '127.0.0.1', from: start })],
  ['nothing that there was', () => ({ type: 'payment.released' })],
  ['a time alone', () => ({ from: start, to: app.clock.now().toISOString() })],
])('CSV, NDJSON and OCSF have the same events for %s, each once', async (_, query) => {
  const filters = { to: app.clock.now().toISOString(), ...query() };
  const [csv, ndjson, ocsf] = await Promise.all(
    ['csv', 'ndjson', 'ocsf'].map((format) => exported(format, filters)),
  );
  const [header = [], ...records] = parseCsv(csv as string);
  const ids = records.map((record) => record[header.indexOf('id')]).sort();
  expect(new Set(ids).size).toBe(ids.length);
  const lines = json(ndjson as string).flatMap(({ event }) => event?.id ?? []);
  expect(lines.sort()).toEqual(ids);
  expect(
    json(ocsf as string)
      .map(({ metadata }) => metadata.uid)
      .sort(),
  ).toEqual(ids);
});

it('no cell of the whole log starts like a formula, whatever clients called themselves', async () => {
  const [, ...records] = parseCsv(await exported('csv', {}));
  const cells = records.flat();
  expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toEqual([]);
  for (const agent of ["'=1+1", "'+1", "'-1", "'@SUM(A1)", '"quoted", =1']) expect(cells).toContain(agent);
});

/** https://schema.ocsf.io/1.3.0: what each class requires, and of which at least one must be there. */
const required: Record<number, { all: string[]; oneOf: string[]; activities: number[] }> = {
  3001: { all: ['user'], oneOf: ['user'], activities: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99] },
  3002: { all: ['user'], oneOf: ['service', 'dst_endpoint'], activities: [1, 2, 3, 4, 5, 6, 99] },
  6003: { all: ['actor', 'api', 'src_endpoint'], oneOf: ['api'], activities: [1, 2, 3, 4, 99] },
};

it('every OCSF event of the log has what its class requires', async () => {
  const events = json(await exported('ocsf', {}));
  expect([...new Set(events.map(({ class_uid }) => class_uid))].sort()).toEqual([3001, 3002, 6003]);
  for (const event of events) {
    const { all, oneOf, activities } = required[event.class_uid as number] as (typeof required)[number];
    const missing = [
      ...all,
      'metadata',
      'time',
      'severity_id',
      'type_uid',
      'activity_id',
      'category_uid',
    ].filter((name) => event[name] === undefined);
    expect([event.metadata.event_code, missing, oneOf.some((name) => name in event)]).toEqual([
      event.metadata.event_code,
      [],
      true,
    ]);
    expect(activities).toContain(event.activity_id);
    expect(event.activity_id === 99).toBe('activity_name' in event);
    expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id);
    expect(event.category_uid).toBe(Math.floor(event.class_uid / 1_000));
    expect([0, 1, 2, 3, 4, 5, 6, 99]).toContain(event.severity_id);
    expect(Number.isSafeInteger(event.time) && event.time > Date.parse('2020-01-01')).toBe(true);
    expect(event.metadata).toMatchObject({
      ...{ version: '1.3.0', product: { name: expect.any(String), vendor_name: expect.any(String) } },
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const { actor, src_endpoint: from, user } = event;
    expect(Boolean(actor.user?.uid ?? actor.app_name)).toBe(true);
    expect(Boolean(from.ip ?? from.svc_name)).toBe(true);
    if (event.class_uid !== 6003) expect(user.uid).toEqual(expect.any(String));
  }
});
