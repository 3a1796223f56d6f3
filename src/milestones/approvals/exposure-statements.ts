/** What was let through without a code since `$3` and since `$4`; no row for whom nothing was, one index probe a sum. */
export const findExposure = {
  name: 'find-exposure',
  text: `
    SELECT party.id AS "partyId", (newest.running - coalesce(day.before, newest.running))::text AS day,
      (newest.running - coalesce(week.before, newest.running))::text AS week
    FROM unnest($2::uuid[]) AS party (id)
      CROSS JOIN LATERAL (
        SELECT running FROM exposures WHERE client_id = $1 AND party_id = party.id ORDER BY at DESC, running DESC LIMIT 1
      ) newest
      LEFT JOIN LATERAL (
        SELECT running - amount AS before FROM exposures
        WHERE client_id = $1 AND party_id = party.id AND at > $3 ORDER BY at, running LIMIT 1
      ) day ON true
      LEFT JOIN LATERAL (
        SELECT running - amount AS before FROM exposures
        WHERE client_id = $1 AND party_id = party.id AND at > $4 ORDER BY at, running LIMIT 1
      ) week ON true`,
};

/** The caller has locked the client's budget: sums that run on must not be read by two at once. */
export const insertExposure = {
  name: 'insert-exposure',
  text: `
    INSERT INTO exposures (client_id, party_id, at, running, amount, approval_id)
    SELECT $2, added.party_id, greatest($5, before.at), coalesce(before.running, 0) + added.amount, added.amount, $1
    FROM unnest($3::uuid[], $4::bigint[]) AS added (party_id, amount)
      LEFT JOIN LATERAL (
        SELECT at, running FROM exposures WHERE client_id = $2 AND party_id = added.party_id
        ORDER BY at DESC, running DESC LIMIT 1
      ) before ON true`,
};

/** What lies before every window is in no difference, so its rows may go; sums begin anew when none is left. */
export const deleteOldExposures = {
  name: 'delete-old-exposures-batch',
  text: `
    DELETE FROM exposures WHERE (client_id, party_id, at, running) IN (
      SELECT client_id, party_id, at, running FROM exposures WHERE at < $1 ORDER BY at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};
