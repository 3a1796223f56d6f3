import { after, DAY, HOUR, MINUTE } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { HandMadeHistory } from '../support/hand-made-history';

let history: HandMadeHistory;
beforeAll(async () => {
  history = await HandMadeHistory.begin();
});
afterAll(() => history?.app.close());

it('tells of an empty history that nothing was: no rates, no times, and every bucket of the range', async () => {
  const { totals, buckets } = await history.figures(history.ten, after(history.ten, 3 * HOUR));
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
  await history.happen({
    challenges: [
      ...[1, 2, 3, 4, 100].map((seconds) => history.challenge(history.at(seconds % 7), seconds)),
      history.challenge(history.at(20), null, { wrong_proofs: 2 }),
      history.challenge(history.at(21), null),
      history.challenge(history.at(22), null, { status: 'void' }),
      history.challenge(history.at(23), null, {
        expires_at: after(history.app.clock.now(), HOUR).toISOString(),
      }),
    ],
  });
  const [row] = (await history.figures(history.ten, history.at(60))).totals.challenges;
  expect(row).toMatchObject({
    ...{ purpose: 'payment', method: 'totp', sent: 9, success: 5, failed: 1, abandoned: 2, open: 1 },
    ...{ successRate: 0.625, wrongProofs: 2, timeToComplete: { completions: 5 } },
  });
  const { medianSeconds, p95Seconds } = row.timeToComplete;
  expect(medianSeconds / 3).toBeCloseTo(1, 1);
  expect(Math.abs(p95Seconds / 100 - 1)).toBeLessThan(0.05);
});

it('a challenge that was open when it was counted is abandoned once it has run out, and counted once', async () => {
  history.app.clock.advance(61 * MINUTE);
  await history.app.query('UPDATE sessions SET last_seen_at = $1, expires_at = $2', [
    history.app.clock.now(),
    after(history.app.clock.now(), DAY),
  ]);
  await history.count();
  const [row] = (await history.figures(history.ten, history.at(60))).totals.challenges;
  expect(row).toMatchObject({ sent: 9, abandoned: 3, open: 0, successRate: 0.5556 });
});

it('an event belongs to the hour that it began in, to the millisecond, whatever the zone of the question', async () => {
  await history.happen({
    challenges: [
      history.challenge(after(history.at(120), -1), 1, { purpose: 'login' }),
      history.challenge(history.at(120), 1, { purpose: 'login' }),
      history.challenge(after(history.at(180), -1), 1, { purpose: 'login' }),
      history.challenge(history.at(180), 1, { purpose: 'login' }),
    ],
  });
  const sent = ({ challenges }: { challenges: { purpose: string; sent: number }[] }) =>
    challenges.find(({ purpose }) => purpose === 'login')?.sent ?? 0;
  const { totals, buckets } = await history.figures(history.at(60), history.at(240));
  expect([sent(totals), buckets.map(sent)]).toEqual([4, [1, 2, 1]]);
  expect(sent((await history.figures(history.at(120), history.at(180))).totals)).toBe(2);
  const text = (time: Date, zone: string, hours: number) =>
    `${after(time, hours * HOUR)
      .toISOString()
      .slice(0, 19)}${zone}`;
  for (const [zone, hours] of [
    ['+02:00', 2],
    ['-11:00', -11],
    ['+05:30', 5.5],
  ] as const) {
    const query = {
      from: text(history.at(120), zone, hours),
      to: text(history.at(180), zone, hours),
      bucket: 'hour',
    };
    const { body } = await expectStatus(200, history.read(query));
    expect([zone, body.from, sent(body.totals)]).toEqual([zone, history.at(120).toISOString(), 2]);
  }
  const wider = await history.figures(after(history.at(120), 1), after(history.at(180), 1));
  expect([wider.from, wider.to, sent(wider.totals)]).toEqual([
    history.at(120).toISOString(),
    history.at(240).toISOString(),
    3,
  ]);
});

it('days begin at midnight in UTC, and parts of them are told as parts', async () => {
  const midnight = after(history.ten, 14 * HOUR);
  await history.happen({
    challenges: [
      history.challenge(after(midnight, -1), 1, { purpose: 'manage-factors' }),
      history.challenge(midnight, 1, { purpose: 'manage-factors' }),
    ],
  });
  const { buckets } = await history.figures(after(midnight, -2 * HOUR), after(midnight, HOUR), 'day');
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
    history.challenge(history.at(300), 1, { payment: { total, currency, payees: [] } });
  await history.happen({
    challenges: [
      ...[payment(9_999, 'USD'), payment(10_000, 'USD'), payment(100, 'JPY'), payment(99_999, 'KWD')],
      ...[payment(999_99, 'USD'), payment(1_000_00, 'USD'), payment(10_000_00, 'USD')],
    ],
  });
  const { amounts } = (await history.figures(history.at(300), history.at(360))).totals;
  expect(amounts.map((row: Record<string, unknown>) => [row.amountClass, row.sent])).toEqual([
    ['below-100', 2],
    ['from-100', 3],
    ['from-1000', 1],
    ['from-10000', 1],
  ]);
});

it('takes ranges up to their limit and no hour more', async () => {
  const range = (days: number, more = 0) => ({
    from: after(history.ten, -days * DAY - more).toISOString(),
    to: history.ten.toISOString(),
  });
  for (const [bucket, days] of [
    ['hour', 31],
    ['day', 400],
    ['week', 1_200],
    ['month', 1_200],
  ] as const) {
    expect([bucket, (await history.read({ ...range(days), bucket })).status]).toEqual([bucket, 200]);
    expect([bucket, (await history.read({ ...range(days, 1), bucket })).status]).toEqual([bucket, 400]);
  }
  const same = { from: history.ten.toISOString(), to: history.ten.toISOString() };
  expect((await history.read(same)).body).toMatchObject({
    code: 'validation-failed',
    errors: [{ pointer: '/from' }],
  });
});
