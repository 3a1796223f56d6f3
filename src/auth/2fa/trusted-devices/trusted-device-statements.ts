import { policyInForce } from '../../sessions/policy-in-force';

export const insertDevice = {
  name: 'insert-trusted-device',
  text: `
    WITH device AS (
      INSERT INTO trusted_devices (id, user_id, name, ip, rotated_at, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING id)
    INSERT INTO trusted_device_tokens (token_hash, device_id, generation) SELECT $7, id, 0 FROM device`,
};

/**
 * Another person's token is not found: a cookie says nothing about whoever else logs in with the same browser. Where the
 * policy trusts no browsers, none is trusted any more.
 */
export const findPresentedToken = {
  name: 'find-presented-device-token',
  text: `
    SELECT d.id, d.name, d.generation, d.rotated_at AS "rotatedAt", d.rotation_salt AS "rotationSalt",
      CASE WHEN p.trust_days = 0 THEN d.created_at ELSE d.expires_at END AS "expiresAt", d.revoked_at AS "revokedAt",
      t.generation AS "tokenGeneration"
    FROM trusted_device_tokens t JOIN trusted_devices d ON d.id = t.device_id JOIN users u ON u.id = d.user_id
      CROSS JOIN LATERAL (${policyInForce('u.account_type', '$3')}) p
    WHERE t.token_hash = $1 AND d.user_id = $2
    FOR UPDATE OF d`,
};

/** Replaces the token that was judged, or touches nothing. */
export const rotateToken = {
  name: 'rotate-device-token',
  with: `
    next AS (
      INSERT INTO trusted_device_tokens (token_hash, device_id, generation) VALUES ($3, $1, $2::integer + 1) RETURNING device_id
    )`,
  text: `
    UPDATE trusted_devices
    SET generation = $2::integer + 1, rotation_salt = $4, rotated_at = $5, last_used_at = $5, ip = $6, expires_at = $7
    WHERE id = $1 AND generation = $2 AND revoked_at IS NULL AND EXISTS (SELECT FROM next)`,
};

/** One live device of the person, or all of them. */
export const revokeDevices = {
  name: 'revoke-trusted-devices',
  text: `
    UPDATE trusted_devices SET revoked_at = $3, revoked_because = $4
    WHERE user_id = $1 AND ($2::uuid IS NULL OR id = $2) AND revoked_at IS NULL AND expires_at > $3
    RETURNING id`,
};

export const listLiveDevices = {
  name: 'list-live-trusted-devices',
  text: `
    SELECT d.id, d.name, host(d.ip) AS ip, d.created_at AS "createdAt", d.last_used_at AS "lastUsedAt",
      d.expires_at AS "expiresAt",
      EXISTS (SELECT FROM trusted_device_tokens t WHERE t.device_id = d.id AND t.token_hash = $5) AS current
    FROM trusted_devices d
    WHERE d.user_id = $1 AND d.revoked_at IS NULL AND d.expires_at > $2 AND ($3::uuid IS NULL OR d.id < $3)
    ORDER BY d.id DESC LIMIT $4`,
};
