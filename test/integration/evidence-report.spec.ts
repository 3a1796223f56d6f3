import { auditEventTypes } from '../../src/audit/catalogue/catalogue';
import { typesOf } from '../../src/audit/query/report/report-sections';
import {
  countAtEdge,
  countFailures,
  countReaders,
  countWithin,
  listEvents,
} from '../../src/audit/query/report/report-statements';
import { after, DAY, HOUR } from '../../src/common/clock';
import { leastIdAt } from '../../src/common/random';
import { expectStatus, login } from '../support/accounts';
import { actAsAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer, wrongTotpCode } from '../support/attacks';
import { seal } from '../support/audit-log';
import { type Operator, registerOperator, verifyAndPay } from '../support/factories';
import { insertHistory, type PlanNode, planOf } from '../support/history';
import { changePolicy } from '../support/policies';

interface Linked {
  type: string;
  success: number;
  failure: number;
  events: string;
}

let app: TestApp;
let auditor: Operator;
let admin: Operator;
let payer: Payer;
let start: Date;

beforeAll(async () => {
  app = await startApp();
  start = after(app.clock.now(), -HOUR);
  [auditor, admin] = [await registerOperator(app, 'auditor'), await registerOperator(app, 'admin')];
  payer = await registerPayer(app);
  const { approvalId } = await pendingApproval(app, payer);
  for (let tries = 0; tries < 3; tries++)
    await verifyAndPay(app, payer.client, approvalId, wrongTotpCode(app, payer.secret, tries));
  await login(app, payer.client.email, { password: 'quite another one' });
  const policy = { enforcement: 'required', graceDays: 7, reason: 'Decided by the <b>board</b> & "signed"' };
  await expectStatus(200, actAsAdmin(app, admin, 'PUT', '/api/admin/2fa-policies/payee', policy));
});
afterAll(() => app.close());

const report = (query: Record<string, string> = {}, headers = {}, { token } = auditor) =>
  app.call('GET', `/api/audit/reports/soc2?${new URLSearchParams(query)}`, { token, headers });
const period = () => ({ from: start.toISOString(), to: app.clock.now().toISOString() });

/** How many events there are at an address, over all of its pages. */
async function countAt(address: string): Promise<{ success: number; failure: number }> {
  const counted = { success: 0, failure: 0 };
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = `${address}&limit=100${cursor ? `&cursor=${cursor}` : ''}`;
    const { body } = await expectStatus(200, app.call('GET', page, { token: auditor.token }));
    for (const { outcome } of body.items) counted[outcome as 'success' | 'failure']++;
    cursor = body.nextCursor;
  }
  return counted;
}

it('has a number for everything that happened, each with the address of exactly its events', async () => {
  const { body } = await expectStatus(200, report(period()));
  const [{ count }] = (await app.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM audit_events WHERE at >= $1 AND at < $2',
    [body.from, body.to],
  )) as [{ count: number }];
  const all: Linked[] = body.activity;
  expect(all.reduce((sum, { success, failure }) => sum + success + failure, 0)).toBe(count);
  for (const { success, failure, events } of all) expect(await countAt(events)).toEqual({ success, failure });
  for (const { count: failures, reason, type, events } of body.failedAttempts) {
    const ofType = body.failedAttempts.filter((other: { type: string }) => other.type === type);
    const together = ofType.reduce((sum: number, other: { count: number }) => sum + other.count, 0);
    expect([type, reason, failures > 0, (await countAt(events)).failure]).toEqual([
      type,
      reason,
      true,
      together,
    ]);
  }
});

it('tells of lockouts, refused codes, factors and policies, with who and why', async () => {
  const { body } = await expectStatus(200, report(period()));
  expect(body.lockouts.counts).toMatchObject([{ type: 'lockout.started', success: 1, criterion: 'CC7.2' }]);
  expect(body.lockouts.items[0]).toMatchObject({
    subject: { type: 'user', id: payer.client.id },
    people: [{ id: payer.client.id, name: null, accountType: null }],
  });
  expect(body.failedAttempts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'challenge.verified', reason: 'code-incorrect', count: 3 }),
      expect.objectContaining({ type: 'session.login', count: 1 }),
    ]),
  );
  expect(body.factorChanges.counts).toContainEqual(
    expect.objectContaining({ type: 'two_factor.enabled', success: 3 }),
  );
  expect(body.policyChanges.items[0]).toMatchObject({
    people: [{ id: admin.id, accountType: 'admin', name: 'Ada Lovelace' }],
    words: 'Decided by the <b>board</b> & "signed"',
  });
  const { event, proof } = body.policyChanges.items[0];
  await seal(app);
  for (const address of [event, proof])
    await expectStatus(200, app.call('GET', address, { token: auditor.token }));
});

it('tells how policies were kept: versions in force, and who had a factor, grace or neither', async () => {
  const { body } = await expectStatus(200, report(period()));
  const of = (accountType: string) =>
    body.coverage.find((row: { accountType: string }) => row.accountType === accountType);
  expect(of('payee')).toMatchObject({ accounts: 1, withFactor: 0, inGrace: 1, beyondGrace: 0, share: 0 });
  expect(of('payee').policies).toMatchObject([
    { version: 2, enforcement: 'required', graceDays: 7, author: { id: admin.id }, endsAt: null },
    { version: 1, enforcement: 'optional', author: null },
  ]);
  expect(await countAt(of('payee').policies[0].events)).toEqual({ success: 1, failure: 0 });
  expect(of('client')).toMatchObject({ accounts: 1, withFactor: 1, withSufficientFactor: 1, share: 1 });
  const before = await expectStatus(200, report({ ...period(), to: after(start, HOUR / 2).toISOString() }));
  expect(before.body.coverage.map(({ accounts }: { accounts: number }) => accounts)).toEqual([0, 0, 0, 0]);
  await changePolicy(app, 'payee', { grace_days: 0 });
  const now = await expectStatus(200, report({ ...period(), to: app.clock.now().toISOString() }));
  expect(now.body.coverage.at(-1)).toMatchObject({ accountType: 'payee', inGrace: 0, beyondGrace: 1 });
});

it('tells who read what, this report included', async () => {
  await expectStatus(200, app.call('GET', '/api/admin/security-reports', { token: auditor.token }));
  const { body } = await expectStatus(200, report());
  const readers = body.logAccess.filter(({ reader }: { reader: { id: string } }) => reader.id === auditor.id);
  expect(readers.map(({ type }: { type: string }) => type).sort()).toEqual(['audit.read', 'records.read']);
  expect(
    await app.query(
      `SELECT details FROM audit_events WHERE details->>'report' = 'soc2' ORDER BY id DESC LIMIT 1`,
    ),
  ).toEqual([{ details: { report: 'soc2', from: body.from, to: body.to } }]);
});

it('states how the log is, with its checkpoint and findings', async () => {
  await seal(app);
  await expectStatus(200, app.call('GET', '/api/audit/integrity', { token: auditor.token }));
  const intact = (await expectStatus(200, report())).body.integrity;
  expect(intact).toMatchObject({ status: 'intact', findings: [], checkpoint: { note: expect.any(String) } });
  expect(intact.verified.lastPassSize).toBeGreaterThan(10);
});

describe('as a page', () => {
  const html = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it('is what browsers get, and programs do not', async () => {
    expect((await report({}, html)).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await report({ format: 'html' })).headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json, text/html' }])
      expect((await report({}, headers)).headers.get('content-type')).toMatch('application/json');
    expect((await report({ format: 'json' }, html)).headers.get('content-type')).toMatch('application/json');
  });

  it('runs nothing, loads nothing, and shows what people wrote as they wrote it', async () => {
    const { body, headers } = await expectStatus(200, report({}, html));
    const policy = headers.get('content-security-policy') as string;
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
    expect(policy).not.toMatch(/script-src|unsafe/);
    expect(body).not.toMatch(/<script|\bon\w+=|\bstyle=|<img|<link|src=/i);
    expect(body).toContain('Decided by the &#60;b&#62;board&#60;/b&#62; &#38; &#34;signed&#34;');
    expect(body).toContain('@page');
    expect(body).toContain(`href="/api/audit/events?type=policy.changed&#38;from=`);
  });
});

it.each<[Record<string, string>]>([
  [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
  [{ from: '2025-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }],
  [{ from: '2026-01-01' }],
  [{ format: 'pdf' }],
  [{ type: 'session.login' }],
])('refuses %j and records nothing', async (query) => {
  const count = () => app.query('SELECT count(*) FROM audit_events');
  const before = await count();
  expect((await report(query)).body.code).toBe('validation-failed');
  expect(await count()).toEqual(before);
});

it('is for admins and auditors', async () => {
  expect((await report({}, {}, admin)).status).toBe(200);
  expect((await app.call('GET', '/api/audit/reports/soc2', { token: payer.client.token })).status).toBe(403);
  expect((await app.call('GET', '/api/audit/reports/soc2')).status).toBe(401);
});

it('counts events whose times and identifiers are at the edges of the range, and no others', async () => {
  const { from, to } = { from: after(start, -40 * DAY), to: after(start, -2 * DAY) };
  const at = [-1, 0, 1, HOUR - 1, HOUR, HOUR + 1].flatMap((off) => [
    after(from, off),
    after(to, off),
    after(to, -off),
  ]);
  for (const moment of at)
    await app.query(
      `INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
       SELECT (lpad(to_hex((extract(epoch FROM $1::timestamptz) * 1000)::bigint), 12, '0') || substr(md5(random()::text), 1, 20))::uuid,
         $1, 'hold.placed', outcome, 'hold', '{}', 1 FROM unnest(ARRAY['success', 'failure']) AS outcome`,
      [moment],
    );
  const inside = at.filter((moment) => moment >= from && moment < to).length;
  const { body } = await report({ from: from.toISOString(), to: to.toISOString() });
  expect(body.holds.counts).toMatchObject([{ type: 'hold.placed', success: inside, failure: inside }]);
  expect(await countAt(body.holds.counts[0].events)).toEqual({ success: inside, failure: inside });
});

it('finds what it counts by indexes alone, however long the log is', async () => {
  const end = after(start, -60 * DAY);
  await insertHistory(app, { from: after(end, -30 * DAY), to: end, count: 20_000 });
  await app.query('VACUUM ANALYZE audit_events');
  const since = after(end, -20 * DAY);
  const bounds = [leastIdAt(since), leastIdAt(end)];
  const counting = await planOf(app, countWithin, [auditEventTypes, ...bounds]);
  expect(largest(counting).map((node) => node['Node Type'])).toEqual(['Index Only Scan', 'Index Only Scan']);
  const times = [typesOf('logAccess'), ...bounds, since, end];
  for (const [statement, ...more] of [
    [countAtEdge],
    [countFailures],
    [countReaders],
    [listEvents, 200],
  ] as const)
    for (const node of largest(await planOf(app, statement, [...times, ...more])))
      expect([statement.name, node['Node Type']]).not.toEqual([statement.name, 'Seq Scan']);
});

/** Scans of the partition that holds nearly everything. */
function largest(nodes: PlanNode[]): PlanNode[] {
  return nodes.filter((node) => node['Relation Name'] === 'audit_events_security_default');
}
