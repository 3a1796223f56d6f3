/** The first factor is no change: whoever turns two-factor authentication on has nothing to prove it with before. */
export const findAccountChanges = {
  name: 'find-account-changes',
  text: `
    SELECT password_changed_at AS password, email_changed_at AS email, recovered_at AS recovery, greatest(
        (SELECT max(confirmed_at) FROM factors f
          WHERE f.user_id = u.id AND f.status <> 'removed' AND f.confirmed_at > u.two_factor_enabled_at),
        (SELECT max(removed_at) FROM factors f WHERE f.user_id = u.id AND f.status = 'removed')
      ) AS factor
    FROM users u WHERE id = $1`,
};

export const findProvenSessions = {
  name: 'find-proven-sessions',
  text: `
    SELECT DISTINCT user_agent AS "userAgent", host(ip) AS ip FROM (
      SELECT user_agent, ip FROM sessions WHERE user_id = $1 AND second_factor_at IS NOT NULL
      ORDER BY second_factor_at DESC LIMIT 20
    ) AS newest`,
};

/** Trusted devices of the person: the one that opened the session, and the one whose live token the request brings. */
export const findDevicesAtHand = {
  name: 'find-devices-at-hand',
  text: `
    SELECT d.name FROM trusted_devices d JOIN sessions s ON s.trusted_device_id = d.id
    WHERE s.id = $2 AND d.user_id = $1 AND d.revoked_at IS NULL AND d.expires_at > $4
    UNION
    SELECT d.name FROM trusted_device_tokens t JOIN trusted_devices d ON d.id = t.device_id AND d.generation = t.generation
    WHERE t.token_hash = $3 AND d.user_id = $1 AND d.revoked_at IS NULL AND d.expires_at > $4`,
};
