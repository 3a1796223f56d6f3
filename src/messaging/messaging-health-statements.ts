/** One row for each channel that has something to tell, from two small indexes. */
export const readFigures = {
  name: 'read-messaging-figures',
  text: `
    WITH waiting AS (
      SELECT channel, min(created_at) AS oldest FROM messages WHERE status IN ('queued', 'sending') GROUP BY channel
    ), failing AS (
      SELECT channel, count(*)::int AS count, (array_agg(last_error ORDER BY last_failed_at DESC))[1] AS last_error
      FROM messages WHERE last_failed_at > $1 GROUP BY channel
    )
    SELECT channel, waiting.oldest AS "oldestWaitingAt", coalesce(failing.count, 0) AS "recentFailures",
      failing.last_error AS "lastError"
    FROM waiting FULL JOIN failing USING (channel)`,
};

/** Identifiers are time-ordered, so the primary key finds what is newer than `$1`. */
export const countMessages = {
  name: 'count-messages',
  text: `
    SELECT channel, provider, template, status, count(*)::int AS count FROM messages WHERE id >= $1
    GROUP BY channel, provider, template, status ORDER BY channel, provider, template, status`,
};

export const findRecentFailures = {
  name: 'find-recent-failures',
  text: `
    SELECT id, channel, provider, template, status, destination, attempts, last_error AS error, last_failed_at AS "failedAt"
    FROM messages WHERE last_failed_at > $1 ORDER BY last_failed_at DESC LIMIT $2`,
};
