import type { SmsPrices } from '../config/sms-prices';
import { type Histogram, percentile } from './durations';
import { estimateCost } from './sms-cost';

/** Rows as the rollups give them, added up over some hours. */
export interface ChallengeCounts {
  purpose: string;
  method: string;
  amountClass: string;
  opened: number;
  succeeded: number;
  failed: number;
  abandoned: number;
  stillOpen: number;
  wrongProofs: number;
}

export interface CompletionCount {
  purpose: string;
  method: string;
  step: number;
  completions: number;
}

export interface DeliveryCounts {
  channel: string;
  provider: string;
  purpose: string;
  country: string;
  messages: number;
  accepted: number;
  delivered: number;
  undelivered: number;
  failed: number;
  expired: number;
  waiting: number;
  codes: number;
  resends: number;
  methodFallbacks: number;
  providerFallbacks: number;
  segments: number;
}

export interface PromptCounts {
  kind: 'all' | 'reason' | 'signal';
  name: string;
  amountClass: string;
  approvals: number;
  prompted: number;
  answered: number;
  disputed: number;
}

export interface RollupRows {
  challenges: readonly ChallengeCounts[];
  completions: readonly CompletionCount[];
  deliveries: readonly DeliveryCounts[];
  prompts: readonly PromptCounts[];
}

/** What the rollups say about some hours. */
export function figuresOf(rows: RollupRows, prices: SmsPrices) {
  return {
    challenges: challengesOf(rows),
    amounts: amountsOf(rows.challenges),
    deliveries: deliveriesOf(rows.deliveries),
    codes: codesOf(rows.deliveries),
    sms: smsOf(rows.deliveries, prices),
    stepUp: stepUpOf(rows.prompts),
  };
}

function challengesOf({ challenges, completions }: RollupRows) {
  return grouped(challenges, ({ purpose, method }) => [purpose, method]).map(
    ([[purpose = '', method = ''], of]) => ({
      purpose,
      method,
      ...outcomesOf(of),
      wrongProofs: sum(of, 'wrongProofs'),
      timeToComplete: timeOf(completions.filter((row) => row.purpose === purpose && row.method === method)),
    }),
  );
}

function timeOf(completions: readonly CompletionCount[]) {
  const histogram = new Map<number, number>();
  for (const { step, completions: count } of completions)
    histogram.set(step, (histogram.get(step) ?? 0) + count);
  const of = (share: number, from: Histogram = histogram) => percentile(from, share);
  return { completions: sum(completions, 'completions'), medianSeconds: of(0.5), p95Seconds: of(0.95) };
}

function amountsOf(challenges: readonly ChallengeCounts[]) {
  const payments = challenges.filter(({ amountClass }) => amountClass !== 'none');
  return grouped(payments, ({ amountClass }) => [amountClass]).map(([[amountClass = ''], of]) => ({
    amountClass,
    ...outcomesOf(of),
  }));
}

function outcomesOf(of: readonly ChallengeCounts[]) {
  const { opened, succeeded, failed, abandoned, stillOpen } = sums(of, [
    'opened',
    'succeeded',
    'failed',
    'abandoned',
    'stillOpen',
  ]);
  const success = rate(succeeded, opened - stillOpen);
  return { sent: opened, success: succeeded, failed, abandoned, open: stillOpen, successRate: success };
}

function deliveriesOf(deliveries: readonly DeliveryCounts[]) {
  return grouped(deliveries, ({ channel, provider }) => [channel, provider]).map(
    ([[channel = '', provider = ''], of]) => ({
      channel,
      provider,
      ...sums(of, ['messages', 'accepted', 'delivered', 'undelivered', 'failed', 'expired', 'waiting']),
    }),
  );
}

/** The first code of a challenge is no resend, so there are as many as challenges that a code was sent for. */
function codesOf(deliveries: readonly DeliveryCounts[]) {
  const { codes, resends, methodFallbacks } = sums(deliveries, ['codes', 'resends', 'methodFallbacks']);
  const texts = deliveries.filter(({ channel }) => channel === 'sms');
  const providerFallbacks = sum(texts, 'providerFallbacks');
  return {
    sent: codes,
    resends,
    resendRate: rate(resends, codes - resends),
    methodFallbacks,
    methodFallbackRate: rate(methodFallbacks, codes - resends),
    providerFallbacks,
    providerFallbackRate: rate(providerFallbacks, sum(texts, 'messages')),
  };
}

function smsOf(deliveries: readonly DeliveryCounts[], prices: SmsPrices) {
  const texts = deliveries.filter(({ channel, segments }) => channel === 'sms' && segments > 0);
  const countries = grouped(texts, ({ country }) => [country]).map(([[country = ''], of]) => ({
    country,
    texts: sum(of, 'accepted'),
    segments: sum(of, 'segments'),
  }));
  const cost = estimateCost(new Map(countries.map(({ country, segments }) => [country, segments])), prices);
  return {
    countries,
    segments: sum(texts, 'segments'),
    estimatedCost: cost === null ? null : { amount: Number(cost), currency: prices.currency },
  };
}

function stepUpOf(prompts: readonly PromptCounts[]) {
  const of = (kind: PromptCounts['kind']) => prompts.filter((row) => row.kind === kind);
  const named = (kind: PromptCounts['kind']) =>
    grouped(of(kind), ({ name }) => [name]).map(([[name = ''], rows]) => ({ name, ...promptsOf(rows) }));
  return { ...promptsOf(of('all')), reasons: named('reason'), signals: named('signal') };
}

/** A false alarm: somebody was asked, answered rightly, and nobody has said that it was not them. */
function promptsOf(rows: readonly PromptCounts[]) {
  const { approvals, prompted, answered, disputed } = sums(rows, [
    'approvals',
    'prompted',
    'answered',
    'disputed',
  ]);
  const falseAlarms = answered - disputed;
  return {
    ...{ approvals, prompted, promptRate: rate(prompted, approvals), answered, disputed },
    ...{ falseAlarms, falseAlarmRate: rate(falseAlarms, prompted) },
  };
}

/** Null where nothing was counted. */
function rate(part: number, whole: number): number | null {
  return whole > 0 ? Number((part / whole).toFixed(4)) : null;
}

function sums<Row, Key extends keyof Row>(rows: readonly Row[], keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, sum(rows, key)])) as Record<Key, number>;
}

function sum<Row>(rows: readonly Row[], key: keyof Row): number {
  return rows.reduce((total, row) => total + Number(row[key]), 0);
}

/** In the order of their keys. */
function grouped<Row>(rows: readonly Row[], keysOf: (row: Row) => string[]): [string[], Row[]][] {
  const groups = new Map<string, [string[], Row[]]>();
  for (const row of rows) {
    const keys = keysOf(row);
    const group = groups.get(keys.join(' ')) ?? [keys, []];
    group[1].push(row);
    groups.set(keys.join(' '), group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
