import { after } from '../../src/common/clock';
import { HandMadeHistory } from '../support/hand-made-history';
import { approvalRow, messageRow } from '../support/traffic';

let history: HandMadeHistory;
beforeAll(async () => {
  history = await HandMadeHistory.begin();
});
afterAll(() => history?.app.close());

it('counts codes, resends, fallbacks of both kinds and what texts cost', async () => {
  const [first, second] = [history.challenge(history.at(360), null), history.challenge(history.at(361), 5)];
  const text = (challengeId: unknown, time: Date, fields: Record<string, unknown>) =>
    messageRow(history.identity, history.idAt(time), time, {
      ...{ challenge_id: challengeId, channel: 'sms', provider: 'twilio', country: 'US', segments: 1 },
      ...fields,
    });
  await history.happen({
    challenges: [first, second],
    messages: [
      text(first.id, history.at(360), { receipt: 'delivered' }),
      text(first.id, history.at(362), { provider: 'sns', avoid_provider: 'twilio', segments: 2 }),
      text(first.id, history.at(364), { channel: 'email', provider: 'smtp', country: null, segments: null }),
      text(second.id, history.at(361), { country: 'DE' }),
      text(null, history.at(370), { country: 'DE', status: 'failed', sent_at: null, segments: 3 }),
    ],
  });
  const { codes, sms, deliveries } = (await history.figures(history.at(360), history.at(420))).totals;
  expect(codes).toEqual({
    ...{ sent: 4, resends: 2, resendRate: 1, methodFallbacks: 1, methodFallbackRate: 0.5 },
    ...{ providerFallbacks: 1, providerFallbackRate: 0.25 },
  });
  // The text that came back was paid for with both: 1 + 2 + 2 segments at a cent, and 1 at history.ten cents.
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
    approvalRow(history.identity, history.idAt(history.at(minute)), history.at(minute), {
      ...{ status, step_up_required: required },
      ...{ step_up_reasons: [required ? 'new-payee' : 'below-threshold'], step_up_signals: [] },
      ...fields,
    });
  await history.happen({
    approvals: [
      approval(480, 'approved', false),
      approval(481, 'approved', true),
      approval(482, 'approved', true, { step_up_reasons: ['new-payee', 'unusual-activity'] }),
      approval(483, 'void', true),
      approval(484, 'pending', true),
    ],
  });
  const stepUp = async () => (await history.figures(history.at(480), history.at(540))).totals.stepUp;
  expect(await stepUp()).toMatchObject({
    ...{ approvals: 5, prompted: 4, promptRate: 0.8, answered: 2, disputed: 0 },
    ...{ falseAlarms: 2, falseAlarmRate: 0.5 },
    reasons: [
      { name: 'below-threshold', approvals: 1, prompted: 0, falseAlarmRate: null },
      { name: 'new-payee', approvals: 4, prompted: 4, falseAlarms: 2 },
      { name: 'unusual-activity', approvals: 1, prompted: 1, falseAlarms: 1 },
    ],
  });
  await history.app.query(
    `INSERT INTO security_reports (id, user_id, notice_kind, noticed_at, status, created_at) VALUES ($1, $2, 'new-login', $3, 'open', $3)`,
    [history.idAt(after(history.at(482), -1)), history.auditor.id, after(history.at(482), -1)],
  );
  await history.count();
  expect(await stepUp()).toMatchObject({ disputed: 1, falseAlarms: 1, falseAlarmRate: 0.25 });
});
