import * as statements from '../../src/analytics/analytics-statements';
import { stepOf } from '../../src/analytics/durations';
import { TrafficRollup } from '../../src/analytics/rollup/traffic-rollup.service';
import { after, DAY, HOUR } from '../../src/common/clock';
import { Random } from '../../src/common/random';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { countDirectly, liveRows, storedCounts } from '../support/direct-counts';
import { type Operator, registerOperator } from '../support/factories';
import { generateTraffic, insertTraffic } from '../support/traffic';

interface Delivery {
  channel: string;
  provider: string;
}

let app: TestApp;
let auditor: Operator;
let end: Date;

const rollup = () => app.get(TrafficRollup);
const stored = () => storedCounts(app);
const read = (query: Record<string, string> = {}) =>
  app.call('GET', `/api/analytics/2fa?${new URLSearchParams(query)}`, { token: auditor.token });
const figures = async (query: Record<string, string> = {}) => (await expectStatus(200, read(query))).body;
const live = (table: string) => liveRows(app, table);

beforeAll(async () => {
  // Jobs of the application itself would count at moments of their own; the tests say when.
  app = await startApp({
    env: {
      ...{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_PHONE_NUMBER: '+15005550006' },
      ...{ AWS_REGION: 'eu-west-1', SMS_ALLOWED_COUNTRIES: 'US,DE', SMS_SEGMENT_PRICES: 'US=0.01,*=0.1' },
    },
  });
  auditor = await registerOperator(app, 'auditor');
  const [session] = await app.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1 LIMIT 1', [
    auditor.id,
  ]);
  end = app.clock.now();
  const identity = { userId: auditor.id, sessionId: session?.id as string };
  await insertTraffic(app, generateTraffic(identity, { from: after(end, -3 * DAY), to: end, count: 600 }));
  await rollup().catchUp();
  await rollup().settle();
});
afterAll(() => app.close());

it('counts what a count of the tables themselves counts', async () => {
  const { totals } = await figures({ from: after(end, -4 * DAY).toISOString() });
  const counted = await countDirectly(app);
  const told = (field: string) =>
    Object.fromEntries(
      totals.challenges
        .filter((row: Record<string, number>) => (row[field] ?? 0) > 0)
        .map((row: Record<string, unknown>) => [`${row.purpose} ${row.method}`, row[field]]),
    );
  for (const field of ['sent', 'success', 'failed', 'abandoned'] as const)
    expect([field, told(field)]).toEqual([field, counted.challenges[field]]);
  expect(totals.codes).toMatchObject(counted.codes);
  for (const provider of ['twilio', 'sns'] as const)
    expect(
      totals.deliveries.find((row: Delivery) => row.channel === 'sms' && row.provider === provider),
    ).toMatchObject(counted.texts[provider]);
  const { US = 0, DE = 0 } = counted.segments;
  expect(totals.sms).toMatchObject({
    segments: US + DE,
    estimatedCost: { amount: US + 10 * DE, currency: 'USD' },
  });
  const { unusual, ...stepUp } = counted.stepUp;
  expect(totals.stepUp).toMatchObject({ ...stepUp, disputed: 0, falseAlarms: stepUp.answered });
  const reason = totals.stepUp.reasons.find(({ name }: { name: string }) => name === 'unusual-activity');
  expect(reason.prompted).toBe(unusual);
});

it('adds up: the buckets of any size are the whole, and the times to complete too', async () => {
  const from = after(end, -4 * DAY).toISOString();
  const sent = (rows: { sent: number }[]) => rows.reduce((sum, row) => sum + row.sent, 0);
  const [{ count }] = (await app.query<{ count: string }>('SELECT count(*) FROM challenges')) as [
    { count: string },
  ];
  for (const bucket of ['hour', 'day', 'week', 'month']) {
    const { totals, buckets } = await figures({ from, bucket });
    const parts = buckets.map(({ challenges }: { challenges: { sent: number }[] }) => sent(challenges));
    expect([sent(totals.challenges), parts.reduce((sum: number, part: number) => sum + part, 0)]).toEqual([
      Number(count),
      Number(count),
    ]);
  }
  const { totals } = await figures({ from });
  const login = totals.challenges.find(
    (row: Record<string, unknown>) => row.purpose === 'login' && row.method === 'totp',
  );
  const seconds = (await live('challenges'))
    .filter(({ purpose, verified_by }) => purpose === 'login' && verified_by === 'totp')
    .map(({ created_at, verified_at }) => ((verified_at as Date).getTime() - created_at.getTime()) / 1_000)
    .sort((a, b) => a - b);
  const exact = (share: number) => seconds[Math.ceil(seconds.length * share) - 1] as number;
  expect(login.timeToComplete.completions).toBe(seconds.length);
  expect(Math.abs(login.timeToComplete.medianSeconds / exact(0.5) - 1)).toBeLessThan(0.05);
  expect(Math.abs(login.timeToComplete.p95Seconds / exact(0.95) - 1)).toBeLessThan(0.05);
  const [{ step }] = (await app.query<{ step: number }>(
    `SELECT step FROM analytics_completions WHERE purpose = 'login' AND method = 'totp' ORDER BY step LIMIT 1`,
  )) as [{ step: number }];
  expect(step).toBe(stepOf(seconds[0] as number));
});

it('counts nothing twice: not when it runs again, nor twice at once, nor after it was stopped half-way', async () => {
  const before = await stored();
  await rollup().catchUp();
  await rollup().settle();
  expect(await stored()).toEqual(before);
  await Promise.all([rollup().settle(), rollup().catchUp(), rollup().settle()]);
  expect(await stored()).toEqual(before);
  await app.query('ALTER TABLE analytics_prompts RENAME TO analytics_prompts_away');
  await expect(rollup().settle()).rejects.toThrow('analytics_prompts');
  await app.query('ALTER TABLE analytics_prompts_away RENAME TO analytics_prompts');
  expect(await stored()).toEqual(before);
});

it('counts what comes late: expiry, receipts, reports, disputes', async () => {
  const [message] = await app.query<{ id: string; provider: string }>(
    `SELECT id FROM messages WHERE provider = 'twilio' AND status = 'sent' AND receipt IS NULL AND created_at < $1 LIMIT 1`,
    [after(end, -DAY)],
  );
  const delivered = async () =>
    (await figures()).totals.deliveries.find(({ provider }: { provider: string }) => provider === 'twilio')
      .delivered;
  const before = await delivered();
  await app.query(`UPDATE messages SET receipt = 'delivered' WHERE id = $1`, [message?.id]);
  await rollup().settle();
  expect(await delivered()).toBe(before + 1);

  const prompted = await figures();
  await app.query(
    `INSERT INTO security_reports (id, user_id, notice_kind, noticed_at, status, created_at) VALUES ($1, $2, 'new-login', $3, 'open', $3)`,
    [app.get(Random).id(), auditor.id, after(end, -2 * DAY)],
  );
  await rollup().catchUp();
  const { totals } = await figures();
  const early = (await live('approvals')).filter(
    ({ step_up_required, status, created_at }) =>
      step_up_required && status === 'approved' && created_at <= after(end, -2 * DAY),
  );
  expect(early.length).toBeGreaterThan(10);
  expect(totals.stepUp.disputed).toBe(early.length);
  expect(totals.stepUp.falseAlarms).toBe(prompted.totals.stepUp.falseAlarms - early.length);
});

it('keeps what it has counted when its sources are deleted', async () => {
  const before = await stored();
  app.clock.advance(30 * DAY + HOUR);
  await stayLoggedIn();
  await app.query('DELETE FROM messages');
  await rollup().catchUp();
  await rollup().settle();
  const kept = await stored();
  expect(kept.deliveries).toEqual(before.deliveries);
  expect(kept.completions).toEqual(before.completions);
});

it('reads from what was counted and from nothing else', async () => {
  const touched = new Set<string>();
  for (const { text } of [
    statements.readAdoption,
    statements.readChallenges,
    statements.readCompletions,
    statements.readDeliveries,
    statements.readPrompts,
  ]) {
    const [plan] = await app.query<object>(`EXPLAIN (FORMAT JSON) ${text}`, [end, app.clock.now(), 'day']);
    for (const [, relation] of JSON.stringify(plan).matchAll(/"Relation Name":"(\w+)"/g))
      touched.add(relation as string);
  }
  expect([...touched].sort()).toEqual([
    'analytics_adoption',
    'analytics_challenges',
    'analytics_completions',
    'analytics_deliveries',
    'analytics_prompts',
  ]);
  const away = [
    'challenges',
    'messages',
    'approvals',
    'payments',
    'disputes',
    'security_reports',
    'milestones',
  ];
  for (const table of away) await app.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
  const { status } = await read();
  for (const table of away) await app.query(`ALTER TABLE ${table}_away RENAME TO ${table}`);
  expect(status).toBe(200);
});

it('tells adoption by account type, from the newest day', async () => {
  await rollup().snapshotAdoption();
  await rollup().snapshotAdoption();
  const { totals } = await figures();
  const auditors = totals.adoption.find(
    ({ accountType }: { accountType: string }) => accountType === 'auditor',
  );
  expect(auditors).toMatchObject({
    ...{ accounts: 1, protected: 1, rate: 1 },
    methods: { webauthn: 0, totp: 1, sms: 0, email: 0 },
    day: app.clock.now().toISOString().slice(0, 10),
  });
});

it.each<[Record<string, string>, string]>([
  [{ bucket: 'minute' }, '/bucket'],
  [{ from: 'yesterday' }, '/from'],
  [{ from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, '/from'],
  [{ from: '2026-01-01T00:00:00Z', to: '2026-02-02T00:00:00Z', bucket: 'hour' }, '/from'],
  [{ from: '2020-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z', bucket: 'month' }, '/from'],
  [{ userId: 'x' }, '/userId'],
])('refuses %j', async (query, pointer) => {
  const { status, body } = await read(query);
  expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation-failed', pointer]);
});

/** Sessions do not live as long as these tests go on. */
async function stayLoggedIn(): Promise<void> {
  await app.query(
    `UPDATE sessions SET last_seen_at = $1, created_at = $1, expires_at = $2 WHERE user_id = $3`,
    [app.clock.now(), after(app.clock.now(), HOUR), auditor.id],
  );
}
