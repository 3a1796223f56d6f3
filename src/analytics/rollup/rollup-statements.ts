import { methods } from '../../auth/2fa/method';
import { amountClass } from '../amount-class';
import { stepInSql } from '../durations';

/*
 * Each rolls up one hour: `$1` begins it, `$2` ends it, `$3` and `$4` are the identifiers between which its rows are (version 7,
 * so that the primary key finds them). Whole hours are deleted and counted again from the tables as they are now, so it does
 * not matter how often.
 */

const ofThatHour = (row: string) =>
  `${row}.id >= $3 AND ${row}.id < $4 AND ${row}.created_at >= $1 AND ${row}.created_at < $2`;

const forget = (table: string) => ({
  name: `forget-${table.replaceAll('_', '-')}`,
  text: `DELETE FROM ${table} WHERE hour = $1`,
});

export const forgetChallenges = forget('analytics_challenges');
export const forgetCompletions = forget('analytics_completions');
export const forgetDeliveries = forget('analytics_deliveries');
export const forgetPrompts = forget('analytics_prompts');

/** `$5` is now: what has expired by then is over. */
export const countChallenges = {
  name: 'roll-up-challenges',
  text: `
    INSERT INTO analytics_challenges (hour, purpose, method, amount_class, opened, succeeded, failed, abandoned, still_open, wrong_proofs)
    SELECT $1, purpose, method, amount_class, count(*), count(*) FILTER (WHERE proven),
      count(*) FILTER (WHERE NOT proven AND ended AND wrong_proofs > 0),
      count(*) FILTER (WHERE NOT proven AND ended AND wrong_proofs = 0),
      count(*) FILTER (WHERE NOT proven AND NOT ended), sum(wrong_proofs)
    FROM (
      SELECT c.purpose, coalesce(c.verified_by, c.method) AS method, c.wrong_proofs, c.verified_at IS NOT NULL AS proven,
        c.status <> 'open' OR c.expires_at <= $5 AS ended,
        ${amountClass(`(c.payment->>'total')::bigint`, `c.payment->>'currency'`)} AS amount_class
      FROM challenges c WHERE ${ofThatHour('c')}
    ) AS counted
    GROUP BY purpose, method, amount_class`,
};

export const countCompletions = {
  name: 'roll-up-completions',
  text: `
    INSERT INTO analytics_completions (hour, purpose, method, step, completions)
    SELECT $1, c.purpose, c.verified_by, ${stepInSql('extract(epoch FROM c.verified_at - c.created_at)')} AS step, count(*)
    FROM challenges c WHERE ${ofThatHour('c')} AND c.verified_at IS NOT NULL
    GROUP BY c.purpose, c.verified_by, step`,
};

/**
 * `$5` is the provider that texts go to first; null where there is only one. A text that came back from one provider counts
 * as a message of the next, and as undelivered with the first: what the row says of receipts is then that one's.
 */
export const countDeliveries = {
  name: 'roll-up-deliveries',
  text: `
    WITH queued AS (
      SELECT m.channel, m.status, m.avoid_provider, coalesce(m.country, '') AS country, coalesce(m.segments, 0) AS segments,
        coalesce(c.purpose, 'notice') AS purpose, m.challenge_id IS NOT NULL AS is_code, earlier.channel AS earlier_channel,
        CASE WHEN m.provider IS DISTINCT FROM m.avoid_provider THEN m.provider END AS provider,
        CASE WHEN m.avoid_provider IS NULL THEN m.receipt END AS receipt
      FROM messages m LEFT JOIN challenges c ON c.id = m.challenge_id
        LEFT JOIN LATERAL (
          SELECT e.channel FROM messages e WHERE e.challenge_id = m.challenge_id AND (e.created_at, e.id) < (m.created_at, m.id)
          ORDER BY e.created_at DESC, e.id DESC LIMIT 1
        ) AS earlier ON true
      WHERE ${ofThatHour('m')}
    ), tries AS (
      SELECT channel, coalesce(provider, 'none') AS provider, purpose, country, true AS is_last, status,
        status = 'sent' OR receipt IS NOT NULL AS accepted, receipt, segments, is_code, earlier_channel,
        channel = 'sms' AND (avoid_provider IS NOT NULL AND provider IS NOT NULL OR provider <> $5) AS by_another
      FROM queued
      UNION ALL
      SELECT channel, avoid_provider, purpose, country, false, 'failed', true, 'undelivered', segments, false, NULL, false
      FROM queued WHERE avoid_provider IS NOT NULL
    )
    INSERT INTO analytics_deliveries (hour, channel, provider, purpose, country, messages, accepted, delivered, undelivered, failed,
      expired, waiting, codes, resends, method_fallbacks, provider_fallbacks, segments)
    SELECT $1, channel, provider, purpose, country, count(*) FILTER (WHERE is_last), count(*) FILTER (WHERE accepted),
      count(*) FILTER (WHERE receipt = 'delivered'), count(*) FILTER (WHERE receipt = 'undelivered'),
      count(*) FILTER (WHERE is_last AND status = 'failed'), count(*) FILTER (WHERE is_last AND status = 'expired'),
      count(*) FILTER (WHERE is_last AND status IN ('queued', 'sending')), count(*) FILTER (WHERE is_code),
      count(*) FILTER (WHERE earlier_channel IS NOT NULL), count(*) FILTER (WHERE earlier_channel <> channel),
      count(*) FILTER (WHERE by_another), coalesce(sum(segments) FILTER (WHERE accepted), 0)
    FROM tries GROUP BY channel, provider, purpose, country`,
};

/** Days after a prompt in which a "wasn't me" of its client speaks against it. */
export const REPORT_DAYS = 30;

/** What was answered rightly and then reported by its client, or disputed with the bank. */
const disputed = `
  EXISTS (SELECT FROM security_reports r WHERE r.user_id = a.client_id AND r.created_at >= a.created_at
    AND r.created_at < a.created_at + ${REPORT_DAYS} * interval '24 hours')
  OR EXISTS (SELECT FROM approval_items i JOIN payments p ON p.milestone_id = i.milestone_id AND p.approval_id = i.approval_id
    JOIN disputes d ON d.authorization_id = p.authorization_id WHERE i.approval_id = a.id)`;

export const countPrompts = {
  name: 'roll-up-prompts',
  text: `
    WITH judged AS (
      SELECT a.step_up_reasons AS reasons, a.step_up_signals AS signals, a.step_up_required AS prompted,
        a.step_up_required AND a.status = 'approved' AS answered,
        a.step_up_required AND a.status = 'approved' AND (${disputed}) AS disputed, ${amountClass('a.total', 'a.currency')} AS amount_class
      FROM approvals a WHERE ${ofThatHour('a')}
    ), named AS (
      SELECT 'all' AS kind, 'all' AS name, j.* FROM judged j
      UNION ALL SELECT 'reason', reason, j.* FROM judged j, unnest(j.reasons) AS reason
      UNION ALL SELECT 'signal', signal, j.* FROM judged j, unnest(j.signals) AS signal
    )
    INSERT INTO analytics_prompts (hour, kind, name, amount_class, approvals, prompted, answered, disputed)
    SELECT $1, kind, name, amount_class, count(*), count(*) FILTER (WHERE prompted), count(*) FILTER (WHERE answered),
      count(*) FILTER (WHERE disputed)
    FROM named GROUP BY kind, name, amount_class`,
};

/** Hours of approvals that were reported or disputed lately: reports since identifier `$1`, disputes since `$2`. */
export const findDisputedHours = {
  name: 'find-disputed-hours',
  text: `
    SELECT date_trunc('hour', a.created_at, 'UTC') AS hour FROM security_reports r
      JOIN approvals a ON a.client_id = r.user_id AND a.approved_at > r.created_at - ${REPORT_DAYS + 1} * interval '24 hours'
        AND a.created_at <= r.created_at AND a.step_up_required
    WHERE r.id >= $1
    UNION
    SELECT date_trunc('hour', a.created_at, 'UTC') FROM disputes d
      JOIN payments p ON p.authorization_id = d.authorization_id JOIN approvals a ON a.id = p.approval_id
    WHERE d.opened_at >= $2
    ORDER BY hour`,
};

export const snapshotAdoption = {
  name: 'snapshot-adoption',
  text: `
    INSERT INTO analytics_adoption AS kept (day, account_type, accounts, protected, ${methods.join(', ')})
    SELECT ($1::timestamptz AT TIME ZONE 'UTC')::date, u.account_type, count(*), count(f.user_id),
      ${methods.map((method) => `count(*) FILTER (WHERE '${method}' = ANY (f.methods))`).join(', ')}
    FROM users u LEFT JOIN (
      SELECT user_id, array_agg(DISTINCT method) AS methods FROM factors WHERE status = 'active' GROUP BY user_id
    ) AS f ON f.user_id = u.id
    WHERE u.email_verified_at IS NOT NULL AND u.erased_at IS NULL GROUP BY u.account_type
    ON CONFLICT (day, account_type) DO UPDATE SET accounts = EXCLUDED.accounts, protected = EXCLUDED.protected,
      ${methods.map((method) => `${method} = EXCLUDED.${method}`).join(', ')}`,
};

/** One hour at a time, whoever counts it: of two runs at once the second counts what the first has committed. */
export const lineUpToRollUp = {
  name: 'line-up-to-roll-up',
  text: `SELECT pg_advisory_xact_lock(hashtext('analytics'))`,
};

export const findRolledUntil = {
  name: 'find-rolled-until',
  text: 'SELECT rolled_until AS "rolledUntil" FROM analytics_progress',
};

export const saveRolledUntil = {
  name: 'save-rolled-until',
  text: `
    INSERT INTO analytics_progress AS p (id, rolled_until) VALUES (true, $1)
    ON CONFLICT (id) DO UPDATE SET rolled_until = greatest(p.rolled_until, $1)`,
};

/** Where there is something to count first, before anything was rolled up. */
export const findFirst = {
  name: 'find-first-to-roll-up',
  text: `
    SELECT least(
      (SELECT created_at FROM challenges ORDER BY id LIMIT 1), (SELECT created_at FROM messages ORDER BY id LIMIT 1),
      (SELECT created_at FROM approvals ORDER BY id LIMIT 1)) AS first`,
};
