import { isSuperseded } from './message-statements';

/** A receipt of a provider that had its turn says nothing any more, and none takes back a delivery. */
export const noteReceipt = {
  name: 'note-receipt',
  text: `
    UPDATE messages SET receipt = $2,
      sealed_content = CASE WHEN $2 = 'delivered' AND status = 'sent' THEN NULL ELSE sealed_content END,
      receipt_due_at = CASE
        WHEN receipt_due_at IS NULL OR $2 = 'delivered' THEN NULL
        WHEN $2 = 'sent' THEN expires_at
        ELSE $3::timestamptz END
    WHERE id = $1 AND channel = 'sms' AND status IN ('sending', 'sent') AND avoid_provider IS NULL
      AND receipt IS DISTINCT FROM 'delivered'`,
};

/** Its provider had taken it and then found that nobody can deliver it. */
export const refuseSent = {
  name: 'refuse-sent-message',
  text: `
    UPDATE messages SET status = 'failed', receipt = 'undelivered', last_error = $2, sent_at = NULL, lease_until = NULL,
      receipt_due_at = NULL, sealed_content = NULL
    WHERE id = $1 AND channel = 'sms' AND status IN ('sending', 'sent') AND avoid_provider IS NULL
      AND receipt IS DISTINCT FROM 'delivered'`,
};

/** Only the newest code of a challenge that still waits for it is worth another text, and only while the phone has not said STOP. */
export const failOver = {
  name: 'fail-over-message',
  text: `
    UPDATE messages m SET status = 'queued', sent_at = NULL, receipt_due_at = NULL, avoid_provider = provider, due_at = $2,
      last_error = 'receipt ' || coalesce(receipt, 'missing')
    WHERE id = $1 AND status = 'sent' AND receipt_due_at <= $2 AND receipt IS DISTINCT FROM 'sent' AND expires_at > $2
      AND NOT ${isSuperseded} AND EXISTS (SELECT FROM challenges c WHERE c.id = m.challenge_id AND c.status = 'open')
      AND NOT EXISTS (SELECT FROM sms_consents c WHERE c.factor_id = m.factor_id AND c.withdrawn_at IS NOT NULL)`,
};

export const endWaiting = {
  name: 'end-waiting-for-receipt',
  text: `
    UPDATE messages SET sealed_content = NULL, receipt_due_at = NULL
    WHERE id = $1 AND status = 'sent' AND receipt_due_at <= $2`,
};

export const findDueReceipts = {
  name: 'find-due-receipts',
  text: `SELECT id FROM messages WHERE receipt_due_at <= $1 ORDER BY receipt_due_at LIMIT 500`,
};
