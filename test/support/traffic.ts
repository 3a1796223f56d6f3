import { createHash } from 'node:crypto';
import { DAY, MINUTE, SECOND } from '../../src/common/clock';
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

/** What a busy system leaves behind, of all kinds and in all states: rows as the tables have them, between two moments. */
export function generateTraffic(
  { userId, sessionId }: { userId: string; sessionId: string },
  { from, to, count, seed = 7 }: { from: Date; to: Date; count: number; seed?: number },
): Traffic {
  const random = seededRandom(seed);
  const pick = <T>(...values: T[]): T => values[random(values.length)] as T;
  let made = 0;
  const idAt = (time: number) =>
    uuidVersion7(time, 0, createHash('sha256').update(`${seed} ${++made}`).digest());
  const iso = (time: number) => new Date(time).toISOString();
  const traffic: Traffic = { challenges: [], messages: [], approvals: [] };

  const addMessage = (challengeId: string | null, at: number, channel: 'email' | 'sms') => {
    const failedOver = channel === 'sms' && random(4) === 0;
    const status = pick('sent', 'sent', 'sent', 'failed', 'expired', 'queued');
    const receipt = channel === 'sms' && status === 'sent' ? pick('delivered', 'sent', null) : null;
    traffic.messages.push({
      ...{ id: idAt(at), user_id: userId, challenge_id: challengeId, channel, status, attempts: 1 },
      template: channel === 'sms' ? 'sms-text' : 'account-notice',
      destination: 'somebody',
      sealed_content: status === 'queued' ? 'sealed' : null,
      provider: status === 'queued' ? null : failedOver ? 'sns' : channel === 'sms' ? 'twilio' : 'smtp',
      avoid_provider: failedOver ? 'twilio' : null,
      receipt: failedOver ? pick('undelivered', null) : receipt,
      // Nobody shall try to deliver them.
      due_at: iso(at + 365 * DAY),
      ...{ created_at: iso(at), expires_at: iso(at + 10 * MINUTE) },
      sent_at: status === 'sent' ? iso(at + SECOND) : null,
      country: channel === 'sms' ? pick('US', 'DE') : null,
      segments: channel === 'sms' ? 1 + random(2) : null,
    });
  };

  for (let made = 0; made < count; made++) {
    const at = from.getTime() + random(to.getTime() - from.getTime() - MINUTE);
    const purpose = pick('login', 'payment', 'manage-factors');
    const method = pick('totp', 'sms', 'email', 'webauthn');
    const status = pick('consumed', 'consumed', 'consumed', 'verified', 'open', 'void');
    const proven = status === 'consumed' || status === 'verified';
    const verifiedAt = proven ? iso(at + SECOND + random(9 * MINUTE)) : null;
    const id = idAt(at);
    traffic.challenges.push({
      ...{ id, user_id: userId, session_id: sessionId, subject_id: idAt(at), purpose, method, status },
      methods: [method, 'backup_code'],
      binding: `\\x${'00'.repeat(32)}`,
      reference: 'ABCD',
      payment:
        purpose === 'payment'
          ? { total: 10 ** (2 + random(7)), currency: pick('USD', 'JPY', 'KWD'), payees: [] }
          : null,
      ...{ created_at: iso(at), expires_at: iso(at + 10 * MINUTE), wrong_proofs: random(3) },
      ...{ verified_at: verifiedAt, verified_by: proven ? pick(method, 'backup_code') : null },
      consumed_at: status === 'consumed' ? verifiedAt : null,
    });
    if (method === 'sms' || method === 'email') {
      addMessage(id, at, method);
      for (let resent = random(3); resent > 0; resent--)
        addMessage(id, at + resent * 61 * SECOND, pick('sms', 'email'));
    } else addMessage(null, at, 'email');
    const required = random(2) === 0;
    const approved = random(3) > 0;
    traffic.approvals.push({
      ...{ id: idAt(at), client_id: userId, session_id: sessionId, idempotency_key: `key-${id}` },
      status: approved ? 'approved' : pick('pending', 'void'),
      payment_method: 'pm_sandbox_visa',
      ...{ nonce: `\\x${'00'.repeat(16)}`, binding: `\\x${'00'.repeat(32)}`, total: 10 ** (2 + random(7)) },
      currency: pick('USD', 'JPY'),
      step_up_required: required,
      step_up_reasons: required
        ? pick(['new-payee'], ['new-payee', 'unusual-activity'])
        : ['below-threshold'],
      step_up_signals: required ? pick([], ['new-device', 'odd-hour']) : [],
      created_at: iso(at),
      approved_at: approved ? iso(at + SECOND) : null,
    });
    const approval = traffic.approvals.at(-1) as Record<string, unknown>;
    if (approval.status === 'void') approval.ended_at = iso(at + SECOND);
  }
  return traffic;
}

export async function insertTraffic(app: TestApp, traffic: Traffic): Promise<void> {
  for (const table of ['challenges', 'messages', 'approvals'] as const) {
    const rows = traffic[table];
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ');
    await app.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}
