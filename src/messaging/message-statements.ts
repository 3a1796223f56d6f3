import type { Channel, MessageTemplate } from './message.entity';

export interface ClaimedMessage {
  id: string;
  userId: string;
  channel: Channel;
  template: MessageTemplate;
  destination: string;
  sealedContent: string;
  avoidProvider: string | null;
  attempts: number;
  createdAt: Date;
  expiresAt: Date;
}

export const insertMessage = {
  name: 'insert-message',
  text: `
    INSERT INTO messages (id, user_id, challenge_id, channel, template, destination, sealed_content, status, due_at, created_at, expires_at, factor_id,
      country, segments, deleted_when_over)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $8, $9, $10, $11, $12, $13)`,
};

const supersede = `
  UPDATE messages m SET status = 'expired', sealed_content = NULL, lease_until = NULL, last_error = 'superseded'`;

/** A newer code for the same challenge makes the one that still waits worthless. */
export const supersedeMessages = {
  name: 'supersede-messages',
  text: `${supersede} WHERE challenge_id = $1 AND status = 'queued'`,
};

/** What was on its way meanwhile escaped `supersedeMessages`. */
export const isSuperseded = `
  EXISTS (
    SELECT FROM messages newer
    WHERE newer.challenge_id = m.challenge_id AND (newer.created_at, newer.id) > (m.created_at, m.id)
  )`;

export const supersedeReturned = {
  name: 'supersede-returned-message',
  text: `${supersede} WHERE id = $1 AND status = 'queued' AND ${isSuperseded}`,
};

const isDue = `m.id = $1 AND m.status IN ('queued', 'sending') AND m.due_at <= $2`;

/** What has been superseded expires instead. */
export const claimMessage = {
  name: 'claim-message',
  text: `
    WITH superseded AS (${supersede} WHERE ${isDue} AND ${isSuperseded})
    UPDATE messages m SET status = 'sending', attempts = attempts + 1, lease_until = $3, due_at = $3
    WHERE ${isDue} AND expires_at > $2 AND NOT ${isSuperseded}
    RETURNING id, user_id AS "userId", channel, template, destination, sealed_content AS "sealedContent",
      avoid_provider AS "avoidProvider", attempts,
      created_at AS "createdAt", expires_at AS "expiresAt"`,
};

/** The number of attempts fences: whoever lost the lease meanwhile touches nothing. */
const underLease = `WHERE id = $1 AND status = 'sending' AND attempts = $2`;

export const settleSent = {
  name: 'settle-sent-message',
  text: `
    UPDATE messages SET status = 'sent', sent_at = $3, provider = $4, sealed_content = NULL, lease_until = NULL, last_error = NULL
    ${underLease}`,
};

/** Keeps the content for another provider until `$5`, unless the receipt was quicker than this. */
export const settleAwaiting = {
  name: 'settle-awaiting-message',
  text: `
    UPDATE messages SET status = 'sent', sent_at = $3, provider = $4, lease_until = NULL, last_error = NULL,
      sealed_content = CASE WHEN receipt = 'delivered' THEN NULL ELSE sealed_content END,
      receipt_due_at = CASE receipt WHEN 'delivered' THEN NULL WHEN 'undelivered' THEN $3 WHEN 'sent' THEN expires_at ELSE $5::timestamptz END
    ${underLease}`,
};

export const settleFailed = {
  name: 'settle-failed-message',
  text: `
    UPDATE messages SET status = 'failed', last_error = $3, provider = $4, last_failed_at = $5, sealed_content = NULL,
      lease_until = NULL
    ${underLease}`,
};

export const settleRetry = {
  name: 'settle-retried-message',
  text: `
    UPDATE messages SET status = 'queued', last_error = $3, provider = $4, due_at = $5, last_failed_at = $6, lease_until = NULL
    ${underLease}`,
};

export const expireMessages = {
  name: 'expire-messages',
  text: `
    UPDATE messages SET status = 'expired', sealed_content = NULL, lease_until = NULL
    WHERE status IN ('queued', 'sending') AND due_at <= $1 AND expires_at <= $1
    RETURNING id, user_id AS "userId", channel, destination`,
};

export const findDueMessages = {
  name: 'find-due-messages',
  text: `SELECT id FROM messages WHERE status IN ('queued', 'sending') AND due_at <= $1 ORDER BY due_at LIMIT 500`,
};
