import { createHash } from 'node:crypto';
import { TrafficRollup } from '../../src/analytics/rollup/traffic-rollup.service';
import { after, DAY, HOUR, MINUTE, SECOND } from '../../src/common/clock';
import { JobRunner } from '../../src/common/jobs/job-runner';
import { uuidVersion7 } from '../../src/common/random';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Operator, registerOperator } from '../support/factories';
import { approvalRow, challengeRow, insertTraffic, messageRow } from '../support/traffic';

/**
 * A history that is small enough to count on the fingers; every number below was found like that. All of it lies two days before
 * now, the first hour begins at `ten`.
 */
let app: TestApp;
let auditor: Operator;
let ten: Date;
let identity: { userId: string; sessionId: string };
let made = 0;

const at = (minutes: number, seconds = 0) => after(ten, minutes * MINUTE + seconds * SECOND);
const idAt = (time: Date) =>
  uuidVersion7(time.getTime(), 0, createHash('sha256').update(`${++made}`).digest());
const rollup = () => app.get(TrafficRollup);

beforeAll(async () => {
  app = await startApp({
    env: {
      ...{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_PHONE_NUMBER: '+15005550006' },
      ...{ AWS_REGION: 'eu-west-1', SMS_ALLOWED_COUNTRIES: 'US,DE', SMS_SEGMENT_PRICES: 'US=0.01,*=0.1' },
    },
  });
  auditor = await registerOperator(app, 'auditor');
  await app.get(JobRunner).beforeApplicationShutdown();
  const [session] = await app.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [
    auditor.id,
  ]);
  identity = { userId: auditor.id, sessionId: session?.id as string };
  ten = after(new Date(Math.floor(app.clock.now().getTime() / DAY) * DAY), 10 * HOUR - 2 * DAY);
});
afterAll(() => app.close());

/** @param proven seconds until it was; null where it never was */
function challenge(created: Date, proven: number | null, fields: Record<string, unknown> = {}) {
  const id = idAt(created);
  const verified = proven === null ? null : after(created, proven * SECOND).toISOString();
  const payment = fields.purpose ? null : { total: 10_000, currency: 'USD', payees: [] };
  return challengeRow(identity, id, created, {
    payment,
    ...{ purpose: 'payment', method: 'totp', status: proven === null ? 'open' : 'verified' },
    ...{ verified_at: verified, verified_by: proven === null ? null : 'totp' },
    ...fields,
  });
}

const insert = (rows: Partial<Parameters<typeof insertTraffic>[1]>) =>
  insertTraffic(app, { challenges: [], messages: [], approvals: [], ...rows });
const read = (query: Record<string, string>) =>
  app.call('GET', `/api/analytics/2fa?${new URLSearchParams(query)}`, { token: auditor.token });
const figures = async (from: Date, to: Date, bucket = 'hour') =>
  (await expectStatus(200, read({ from: from.toISOString(), to: to.toISOString(), bucket }))).body;

it('tells of an empty history that nothing was: no rates, no times, and every bucket of the range', async () => {
  const { totals, buckets } = await figures(ten, after(ten, 3 * HOUR));
  expect(totals).toMatchObject({
    ...{ challenges: [], amounts: [], deliveries: [] },
    codes: { sent: 0, resends: 0, resendRate: null, methodFallbackRate: null, providerFallbackRate: null },
    sms: { countries: [], segments: 0, estimatedCost: { amount: 0, currency: 'USD' } },
    stepUp: {
      approvals: 0,
      prompted: 0,
      promptRate: null,
      falseAlarms: 0,
      falseAlarmRate: null,
      reasons: [],
    },
  });
  expect(buckets).toHaveLength(3);
});

it('counts success, failed, abandoned and open, and how long a success took', async () => {
  await insert({
    challenges: [
      ...[1, 2, 3, 4, 100].map((seconds) => challenge(at(seconds % 7), seconds)),
      challenge(at(20), null, { wrong_proofs: 2 }),
      challenge(at(21), null),
      challenge(at(22), null, { status: 'void' }),
      challenge(at(23), null, { expires_at: after(app.clock.now(), HOUR).toISOString() }),
    ],
  });
  await rollup().catchUp();
  await rollup().settle();
  const [row] = (await figures(ten, at(60))).totals.challenges;
  expect(row).toMatchObject({
    ...{ purpose: 'payment', method: 'totp', sent: 9, success: 5, failed: 1, abandoned: 2, open: 1 },
    ...{ successRate: 0.625, wrongProofs: 2, timeToComplete: { completions: 5 } },
  });
  const { medianSeconds, p95Seconds } = row.timeToComplete;
  expect(medianSeconds / 3).toBeCloseTo(1, 1);
  expect(Math.abs(p95Seconds / 100 - 1)).toBeLessThan(0.05);
});

it('a challenge that was open when it was counted is abandoned once it has run out, and counted once', async () => {
  app.clock.advance(61 * MINUTE);
  await app.query('UPDATE sessions SET last_seen_at = $1, expires_at = $2', [
    app.clock.now(),
    after(app.clock.now(), DAY),
  ]);
  await rollup().settle();
  const [row] = (await figures(ten, at(60))).totals.challenges;
  expect(row).toMatchObject({ sent: 9, abandoned: 3, open: 0, successRate: 0.5556 });
});

it('an event belongs to the hour that it began in, to the millisecond, whatever the zone of the question', async () => {
  await insert({
    challenges: [
      challenge(after(at(120), -1), 1, { purpose: 'login' }),
      challenge(at(120), 1, { purpose: 'login' }),
      challenge(after(at(180), -1), 1, { purpose: 'login' }),
      challenge(at(180), 1, { purpose: 'login' }),
    ],
  });
  await rollup().settle();
  const sent = ({ challenges }: { challenges: { purpose: string; sent: number }[] }) =>
    challenges.find(({ purpose }) => purpose === 'login')?.sent ?? 0;
  const { totals, buckets } = await figures(at(60), at(240));
  expect([sent(totals), buckets.map(sent)]).toEqual([4, [1, 2, 1]]);
  expect(sent((await figures(at(120), at(180))).totals)).toBe(2);
  const text = (time: Date, zone: string, hours: number) =>
    `${after(time, hours * HOUR)
      .toISOString()
      .slice(0, 19)}${zone}`;
  for (const [zone, hours] of [
    ['+02:00', 2],
    ['-11:00', -11],
    ['+05:30', 5.5],
  ] as const) {
    const query = { from: text(at(120), zone, hours), to: text(at(180), zone, hours), bucket: 'hour' };
    const { body } = await expectStatus(200, read(query));
    expect([zone, body.from, sent(body.totals)]).toEqual([zone, at(120).toISOString(), 2]);
  }
  const wider = await figures(after(at(120), 1), after(at(180), 1));
  expect([wider.from, wider.to, sent(wider.totals)]).toEqual([
    at(120).toISOString(),
    at(240).toISOString(),
    3,
  ]);
});

it('days begin at midnight in UTC, and parts of them are told as parts', async () => {
  const midnight = after(ten, 14 * HOUR);
  await insert({
    challenges: [
      challenge(after(midnight, -1), 1, { purpose: 'manage-factors' }),
      challenge(midnight, 1, { purpose: 'manage-factors' }),
    ],
  });
  await rollup().settle();
  const { buckets } = await figures(after(midnight, -2 * HOUR), after(midnight, HOUR), 'day');
  expect(
    buckets.map(({ from, to, challenges }: { from: string; to: string; challenges: { sent: number }[] }) => [
      from,
      to,
      challenges[0]?.sent,
    ]),
  ).toEqual([
    [after(midnight, -2 * HOUR).toISOString(), midnight.toISOString(), 1],
    [midnight.toISOString(), after(midnight, HOUR).toISOString(), 1],
  ]);
});

it('puts payments into classes of whole units of their own currency', async () => {
  const payment = (total: number, currency: string) =>
    challenge(at(300), 1, { payment: { total, currency, payees: [] } });
  await insert({
    challenges: [
      ...[payment(9_999, 'USD'), payment(10_000, 'USD'), payment(100, 'JPY'), payment(99_999, 'KWD')],
      ...[payment(999_99, 'USD'), payment(1_000_00, 'USD'), payment(10_000_00, 'USD')],
    ],
  });
  await rollup().settle();
  const { amounts } = (await figures(at(300), at(360))).totals;
  expect(amounts.map((row: Record<string, unknown>) => [row.amountClass, row.sent])).toEqual([
    ['below-100', 2],
    ['from-100', 3],
    ['from-1000', 1],
    ['from-10000', 1],
  ]);
});

it('counts codes, resends, fallbacks of both kinds and what texts cost', async () => {
  const [first, second] = [challenge(at(360), null), challenge(at(361), 5)];
  const text = (challengeId: unknown, time: Date, fields: Record<string, unknown>) =>
    messageRow(identity, idAt(time), time, {
      ...{ challenge_id: challengeId, channel: 'sms', provider: 'twilio', country: 'US', segments: 1 },
      ...fields,
    });
  await insert({
    challenges: [first, second],
    messages: [
      text(first.id, at(360), { receipt: 'delivered' }),
      text(first.id, at(362), { provider: 'sns', avoid_provider: 'twilio', segments: 2 }),
      text(first.id, at(364), { channel: 'email', provider: 'smtp', country: null, segments: null }),
      text(second.id, at(361), { country: 'DE' }),
      text(null, at(370), { country: 'DE', status: 'failed', sent_at: null, segments: 3 }),
    ],
  });
  await rollup().settle();
  const { codes, sms, deliveries } = (await figures(at(360), at(420))).totals;
  expect(codes).toEqual({
    ...{ sent: 4, resends: 2, resendRate: 1, methodFallbacks: 1, methodFallbackRate: 0.5 },
    ...{ providerFallbacks: 1, providerFallbackRate: 0.25 },
  });
  // The text that came back was paid for with both: 1 + 2 + 2 segments at a cent, and 1 at ten cents.
  expect(sms).toEqual({
    countries: [
      { country: 'DE', texts: 1, segments: 1 },
      { country: 'US', texts: 3, segments: 5 },
    ],
    ...{ segments: 6, estimatedCost: { amount: 15, currency: 'USD' } },
  });
  expect(
    deliveries.map((row: Record<string, unknown>) => [
      ...[row.channel, row.provider, row.messages, row.accepted, row.delivered, row.undelivered, row.failed],
    ]),
  ).toEqual([
    ['email', 'smtp', 1, 1, 0, 0, 0],
    ['sms', 'sns', 1, 1, 0, 0, 0],
    ['sms', 'twilio', 3, 3, 1, 1, 1],
  ]);
});

it('calls a prompt a false alarm that was answered rightly, unless its client reports it within 30 days', async () => {
  const approval = (minute: number, status: string, required: boolean, fields = {}) =>
    approvalRow(identity, idAt(at(minute)), at(minute), {
      ...{ status, step_up_required: required },
      ...{ step_up_reasons: [required ? 'new-payee' : 'below-threshold'], step_up_signals: [] },
      ...fields,
    });
  await insert({
    approvals: [
      approval(480, 'approved', false),
      approval(481, 'approved', true),
      approval(482, 'approved', true, { step_up_reasons: ['new-payee', 'unusual-activity'] }),
      approval(483, 'void', true),
      approval(484, 'pending', true),
    ],
  });
  await rollup().settle();
  const stepUp = async () => (await figures(at(480), at(540))).totals.stepUp;
  expect(await stepUp()).toMatchObject({
    ...{ approvals: 5, prompted: 4, promptRate: 0.8, answered: 2, disputed: 0 },
    ...{ falseAlarms: 2, falseAlarmRate: 0.5 },
    reasons: [
      { name: 'below-threshold', approvals: 1, prompted: 0, falseAlarmRate: null },
      { name: 'new-payee', approvals: 4, prompted: 4, falseAlarms: 2 },
      { name: 'unusual-activity', approvals: 1, prompted: 1, falseAlarms: 1 },
    ],
  });
  await app.query(
    `INSERT INTO security_reports (id, user_id, notice_kind, noticed_at, status, created_at) VALUES ($1, $2, 'new-login', $3, 'open', $3)`,
    [idAt(after(at(482), -1)), auditor.id, after(at(482), -1)],
  );
  await rollup().settle();
  expect(await stepUp()).toMatchObject({ disputed: 1, falseAlarms: 1, falseAlarmRate: 0.25 });
});

it('takes ranges up to their limit and no hour more', async () => {
  const range = (days: number, more = 0) => ({
    from: after(ten, -days * DAY - more).toISOString(),
    to: ten.toISOString(),
  });
  for (const [bucket, days] of [
    ['hour', 31],
    ['day', 400],
    ['week', 1_200],
    ['month', 1_200],
  ] as const) {
    expect([bucket, (await read({ ...range(days), bucket })).status]).toEqual([bucket, 200]);
    expect([bucket, (await read({ ...range(days, 1), bucket })).status]).toEqual([bucket, 400]);
  }
  const same = { from: ten.toISOString(), to: ten.toISOString() };
  expect((await read(same)).body).toMatchObject({
    code: 'validation-failed',
    errors: [{ pointer: '/from' }],
  });
});
