export const keepEvent = {
  name: 'keep-gateway-event',
  text: `
    INSERT INTO gateway_events (id, type, subject, reference, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
};

/** What failed often comes last, so that it keeps nothing else waiting. */
export const findWaiting = {
  name: 'find-waiting-gateway-events',
  text: `
    SELECT subject, reference, max(received_at) AS until FROM (
      SELECT subject, reference, received_at, attempts FROM gateway_events WHERE processed_at IS NULL ORDER BY attempts, received_at LIMIT 200
    ) waiting GROUP BY subject, reference`,
};

/** One question answers all that was reported of an object before it was asked. */
export const markProcessed = {
  name: 'mark-gateway-events-processed',
  text: `
    UPDATE gateway_events SET processed_at = $4
    WHERE subject = $1 AND reference = $2 AND received_at <= $3 AND processed_at IS NULL`,
};

export const countAttempt = {
  name: 'count-attempt-at-gateway-events',
  text: `
    UPDATE gateway_events SET attempts = attempts + 1
    WHERE subject = $1 AND reference = $2 AND received_at <= $3 AND processed_at IS NULL`,
};

export const deleteProcessed = {
  name: 'delete-processed-gateway-events',
  text: `
    DELETE FROM gateway_events WHERE id IN (SELECT id FROM gateway_events WHERE processed_at < $1 LIMIT 1000)`,
};
