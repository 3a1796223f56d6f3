import { createHash } from 'node:crypto';
import { after, DAY, MINUTE, SECOND } from '../../src/common/clock';
import { uuidVersion7 } from '../../src/common/random';
import type { TestApp } from './app';

/** Numbers that look random and are the same at each run. */
export function seededRandom(seed: number): (max: number) => number {
  let state = seed;
  return (max) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * max);
  };
}

export interface Traffic {
  challenges: Record<string, unknown>[];
  messages: Record<string, unknown>[];
  approvals: Record<string, unknown>[];
}

export interface Identity {
  userId: string;
  sessionId: string;
}

const isoTime = (time: Date) => time.toISOString();

/** A challenge by an authenticator app that is open for ten minutes, but for what `fields` say. */
export function challengeRow(
  { userId, sessionId }: Identity,
  id: string,
  at: Date,
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {
    ...{ id, user_id: userId, session_id: sessionId, subject_id: id, purpose: 'login', method: 'totp' },
    ...{
      status: 'open',
      binding: `\\x${'00'.repeat(32)}`,
      reference: 'ABCD',
      payment: null,
      wrong_proofs: 0,
    },
    ...{ created_at: isoTime(at), expires_at: isoTime(after(at, 10 * MINUTE)) },
    ...{ verified_at: null, verified_by: null, consumed_at: null },
    ...fields,
  };
  return { ...row, methods: [row.method, 'backup_code'] };
}

/** A message that was sent, but for what `fields` say. */
export function messageRow(
  { userId }: Identity,
  id: string,
  at: Date,
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {
    ...{ id, user_id: userId, challenge_id: null, channel: 'email', status: 'sent', attempts: 1 },
    ...{ destination: 'somebody', provider: 'smtp', avoid_provider: null, receipt: null },
    // Nobody shall try to deliver it.
    due_at: isoTime(after(at, 365 * DAY)),
    ...{ created_at: isoTime(at), expires_at: isoTime(after(at, 10 * MINUTE)) },
    ...{ sent_at: isoTime(after(at, SECOND)), country: null, segments: null },
    ...fields,
  };
  const isQueued = row.status === 'queued';
  return {
    ...row,
    template: row.channel === 'sms' ? 'sms-text' : 'account-notice',
    sealed_content: isQueued ? 'sealed' : null,
  };
}

/** An approval of 100.00 USD, with what `fields` say of its decision. */
export function approvalRow(
  { userId, sessionId }: Identity,
  id: string,
  at: Date,
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {
    ...{ id, client_id: userId, session_id: sessionId, idempotency_key: `key-${id}` },
    ...{
      payment_method: 'pm_sandbox_visa',
      nonce: `\\x${'00'.repeat(16)}`,
      binding: `\\x${'00'.repeat(32)}`,
    },
    ...{ total: 10_000, currency: 'USD', created_at: isoTime(at) },
    ...fields,
  };
  const ended = isoTime(after(at, SECOND));
  return {
    ...row,
    approved_at: row.status === 'approved' ? ended : null,
    ended_at: row.status === 'void' ? ended : null,
  };
}

/** What a busy system leaves behind, of all kinds and in all states: rows as the tables have them, between two moments. */
export function generateTraffic(
  identity: Identity,
  { from, to, count, seed = 7 }: { from: Date; to: Date; count: number; seed?: number },
): Traffic {
  const random = seededRandom(seed);
  const pick = <T>(...values: T[]): T => values[random(values.length)] as T;
  let made = 0;
  const idAt = (time: Date) =>
    uuidVersion7(time.getTime(), 0, createHash('sha256').update(`${seed} ${++made}`).digest());
  const traffic: Traffic = { challenges: [], messages: [], approvals: [] };

  const addMessage = (challengeId: string | null, at: Date, channel: 'email' | 'sms') => {
    const failedOver = channel === 'sms' && random(4) === 0;
    const status = pick('sent', 'sent', 'sent', 'failed', 'expired', 'queued');
    const receipt = channel === 'sms' && status === 'sent' ? pick('delivered', 'sent', null) : null;
    traffic.messages.push(
      messageRow(identity, idAt(at), at, {
        ...{ challenge_id: challengeId, channel, status },
        provider: status === 'queued' ? null : failedOver ? 'sns' : channel === 'sms' ? 'twilio' : 'smtp',
        avoid_provider: failedOver ? 'twilio' : null,
        receipt: failedOver ? pick('undelivered', null) : receipt,
        ...(status === 'sent' ? {} : { sent_at: null }),
        ...(channel === 'sms' ? { country: pick('US', 'DE'), segments: 1 + random(2) } : {}),
      }),
    );
  };

  for (let number = 0; number < count; number++) {
    const at = after(from, random(to.getTime() - from.getTime() - MINUTE));
    const purpose = pick('login', 'payment', 'manage-factors');
    const method = pick('totp', 'sms', 'email', 'webauthn');
    const status = pick('consumed', 'consumed', 'consumed', 'verified', 'open', 'void');
    const proven = status === 'consumed' || status === 'verified';
    const verifiedAt = proven ? isoTime(after(at, SECOND + random(9 * MINUTE))) : null;
    const id = idAt(at);
    traffic.challenges.push(
      challengeRow(identity, id, at, {
        ...{ purpose, method, status, wrong_proofs: random(3) },
        payment:
          purpose === 'payment'
            ? { total: 10 ** (2 + random(7)), currency: pick('USD', 'JPY', 'KWD'), payees: [] }
            : null,
        ...{ verified_at: verifiedAt, verified_by: proven ? pick(method, 'backup_code') : null },
        consumed_at: status === 'consumed' ? verifiedAt : null,
      }),
    );
    if (method === 'sms' || method === 'email') {
      addMessage(id, at, method);
      for (let resent = random(3); resent > 0; resent--)
        addMessage(id, after(at, resent * 61 * SECOND), pick('sms', 'email'));
    } else addMessage(null, at, 'email');
    const required = random(2) === 0;
    traffic.approvals.push(
      approvalRow(identity, idAt(at), at, {
        status: random(3) > 0 ? 'approved' : pick('pending', 'void'),
        ...{ total: 10 ** (2 + random(7)), currency: pick('USD', 'JPY'), step_up_required: required },
        step_up_reasons: required
          ? pick(['new-payee'], ['new-payee', 'unusual-activity'])
          : ['below-threshold'],
        step_up_signals: required ? pick([], ['new-device', 'odd-hour']) : [],
      }),
    );
  }
  return traffic;
}

export async function insertTraffic(app: TestApp, traffic: Traffic): Promise<void> {
  for (const table of ['challenges', 'messages', 'approvals'] as const) {
    const rows = traffic[table];
    if (rows.length === 0) continue;
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ');
    await app.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}
