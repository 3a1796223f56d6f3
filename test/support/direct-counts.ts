import type { TestApp } from './app';

export interface LiveRow extends Record<string, unknown> {
  created_at: Date;
}

export function liveRows(app: TestApp, table: string): Promise<LiveRow[]> {
  return app.query<LiveRow>(`SELECT * FROM ${table}`);
}

const rollups = ['challenges', 'completions', 'deliveries', 'prompts'];

/** What has been counted, in an order that stays. */
export async function storedCounts(app: TestApp): Promise<Record<string, string[]>> {
  return Object.fromEntries(
    await Promise.all(
      rollups.map(async (name) => {
        const rows = await app.query<object>(`SELECT * FROM analytics_${name}`);
        return [name, rows.map((row) => JSON.stringify(row)).sort()] as const;
      }),
    ),
  );
}

/** What statistics should tell, counted here and now from the tables themselves, row by row. */
export async function countDirectly(app: TestApp) {
  const [challenges, messages, approvals] = await Promise.all(
    ['challenges', 'messages', 'approvals'].map((table) => liveRows(app, table)),
  );
  return {
    challenges: outcomesOf(challenges ?? [], app.clock.now()),
    ...deliveriesOf(messages ?? []),
    stepUp: stepUpOf(approvals ?? []),
  };
}

function outcomesOf(challenges: LiveRow[], now: Date) {
  const isProven = ({ verified_at }: LiveRow) => verified_at !== null;
  const isLost = (row: LiveRow) =>
    !isProven(row) && (row.status !== 'open' || (row.expires_at as Date) <= now);
  return {
    sent: byKind(challenges),
    success: byKind(challenges.filter(isProven)),
    failed: byKind(challenges.filter((row) => isLost(row) && (row.wrong_proofs as number) > 0)),
    abandoned: byKind(challenges.filter((row) => isLost(row) && row.wrong_proofs === 0)),
  };
}

function byKind(rows: LiveRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { purpose, verified_by, method } of rows) {
    const kind = `${purpose} ${verified_by ?? method}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function deliveriesOf(messages: LiveRow[]) {
  const codes = messages.filter(({ challenge_id }) => challenge_id !== null);
  const resends = codes.length - new Set(codes.map(({ challenge_id }) => challenge_id)).size;
  const texts = messages.filter(({ channel }) => channel === 'sms');
  const lastHadBy = (name: string) => texts.filter(({ provider }) => provider === name).length;
  const segments: Record<string, number> = {};
  for (const text of texts) {
    const country = text.country as string;
    segments[country] = (segments[country] ?? 0) + triesTaken(text) * (text.segments as number);
  }
  return {
    codes: { sent: codes.length, resends },
    texts: {
      twilio: {
        messages: lastHadBy('twilio'),
        delivered: texts.filter(({ receipt }) => receipt === 'delivered').length,
        undelivered: texts.filter(({ avoid_provider }) => avoid_provider !== null).length,
      },
      sns: { messages: lastHadBy('sns'), delivered: 0 },
    },
    segments,
  };
}

/** By how many providers a text was taken, and so is paid for. */
function triesTaken({ status, avoid_provider, receipt }: LiveRow): number {
  const cameBack = avoid_provider !== null;
  return Number(cameBack) + Number(status === 'sent' || (!cameBack && receipt !== null));
}

function stepUpOf(approvals: LiveRow[]) {
  const prompted = approvals.filter(({ step_up_required }) => step_up_required);
  return {
    approvals: approvals.length,
    prompted: prompted.length,
    answered: prompted.filter(({ status }) => status === 'approved').length,
    unusual: prompted.filter(({ step_up_reasons }) =>
      (step_up_reasons as string[]).includes('unusual-activity'),
    ).length,
  };
}
