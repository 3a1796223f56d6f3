import type { Statement } from '../../../common/database/sql';

/** One line for everybody who is about to send: counts and the new row belong together. */
export const lineUpToSend: Statement = {
  name: 'line-up-to-send-sms',
  text: `SELECT pg_advisory_xact_lock(hashtext('sms_sends'))`,
};

const counted = (name: string, where: string) =>
  `(SELECT jsonb_build_object('count', count(*), 'oldest', min(created_at)) FROM sms_sends WHERE ${where}) AS "${name}"`;

/** `$5` begins the window of codes, `$6` that of abuse, `$7` that of the budget; before `$8` a code would be entered; `$9`: to a new number. */
export const countRecentSends: Statement = {
  name: 'count-recent-sms',
  text: `
    SELECT ${[
      counted('ofUser', 'user_id = $1 AND created_at > $5'),
      // What strangers set up with a number must not shut its owner out.
      counted('toNumber', 'number_hash = $2 AND created_at > $5 AND ($9 OR NOT enrolment OR user_id = $1)'),
      counted('toBlock', 'prefix_hash = $3 AND enrolment AND created_at > $6'),
      counted('fromNetwork', 'network = $4 AND created_at > $6'),
      counted('all', 'created_at > $7'),
    ].join(', ')}, (
      SELECT jsonb_build_object('sent', count(*), 'verified', count(c.id))
      FROM sms_sends s LEFT JOIN challenges c ON c.id = s.challenge_id AND c.verified_by = 'sms'
      WHERE s.enrolment AND s.created_at > $6 AND s.created_at <= $8
    ) AS "unprovenNumbers"`,
};

/** The place that a look-up of the number has taken a moment ago becomes that of the text. */
export const useLookUp: Statement = {
  name: 'use-sms-look-up',
  text: `
    UPDATE sms_sends SET challenge_id = $3 WHERE id = (
      SELECT id FROM sms_sends WHERE user_id = $1 AND number_hash = $2 AND challenge_id IS NULL AND enrolment AND created_at > $4
      ORDER BY created_at DESC LIMIT 1 FOR UPDATE)
    RETURNING id`,
};

export const insertSend: Statement = {
  name: 'insert-sms-send',
  text: `
    INSERT INTO sms_sends (id, user_id, challenge_id, number_hash, prefix_hash, network, enrolment, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/** The phone that a code goes to: the wanted one, a set-up's own, else the preferred or the one used last. Only with consent. */
export const findSmsDestination: Statement = {
  name: 'find-sms-destination',
  text: `
    SELECT f.id, f.user_id AS "userId", f.sealed_secret AS "sealedNumber", f.masked_destination AS "maskedDestination"
    FROM factors f JOIN sms_consents c ON c.factor_id = f.id AND c.withdrawn_at IS NULL
      LEFT JOIN security_settings s ON s.user_id = f.user_id
    WHERE f.user_id = $1 AND f.method = 'sms' AND (f.status = 'active' OR (f.status = 'pending' AND f.id = $2))
    ORDER BY f.id = $2 DESC, f.id = s.preferred_factor_id DESC NULLS LAST, f.last_used_at DESC NULLS LAST, f.id LIMIT 1`,
};

export const giveConsent: Statement = {
  name: 'give-sms-consent',
  text: `
    INSERT INTO sms_consents (id, user_id, factor_id, number_hash, text_version, given_at)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};

export const withdrawConsentOfFactors: Statement = {
  name: 'withdraw-sms-consent-of-factors',
  text: `
    UPDATE sms_consents SET withdrawn_at = $2, withdrawn_by = $3
    WHERE factor_id = ANY ($1::uuid[]) AND withdrawn_at IS NULL
    RETURNING user_id AS "userId", factor_id AS "factorId"`,
};

export const findPendingPhones: Statement = {
  name: 'find-pending-phones',
  text: `SELECT id FROM factors WHERE user_id = $1 AND method = 'sms' AND status = 'pending'`,
};

export const findActivePhone: Statement = {
  name: 'find-active-phone',
  text: `SELECT id FROM factors WHERE user_id = $1 AND number_hash = $2 AND method = 'sms' AND status = 'active'`,
};

export const forgetOldSends: Statement = {
  name: 'forget-old-sms',
  text: `DELETE FROM sms_sends WHERE created_at < $1`,
};

export const withdrawConsentOfNumber: Statement = {
  name: 'withdraw-sms-consent-of-number',
  text: `
    UPDATE sms_consents SET withdrawn_at = $2, withdrawn_by = 'stop' WHERE number_hash = $1 AND withdrawn_at IS NULL
    RETURNING user_id AS "userId", factor_id AS "factorId"`,
};

export const findStoppedNumber: Statement = {
  name: 'find-stopped-number',
  text: `SELECT FROM sms_consents WHERE number_hash = $1 AND withdrawn_by = 'stop' LIMIT 1`,
};

/** What STOP has ended is as if it had not been said; of a phone that is no longer there, only that STOP is over. */
export const restoreConsentOfNumber: Statement = {
  name: 'restore-sms-consent-of-number',
  text: `
    WITH stopped AS (
      SELECT c.id, EXISTS (SELECT FROM factors f WHERE f.id = c.factor_id AND f.status <> 'removed') AS live
      FROM sms_consents c WHERE number_hash = $1 AND withdrawn_by = 'stop' FOR UPDATE
    ), restored AS (
      UPDATE sms_consents c SET
        withdrawn_at = CASE WHEN live THEN NULL ELSE withdrawn_at END,
        withdrawn_by = CASE WHEN live THEN NULL ELSE 'factor-removed' END
      FROM stopped s WHERE s.id = c.id RETURNING c.user_id, c.factor_id, live
    )
    SELECT user_id AS "userId", factor_id AS "factorId" FROM restored WHERE live`,
};
