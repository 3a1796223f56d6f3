export const challengeColumns = `
  id, user_id AS "userId", session_id AS "sessionId", purpose, subject_id AS "subjectId", binding, reference, methods,
  method, status, code_mac AS "codeMac", code_method AS "codeMethod", code_factor_id AS "codeFactorId",
  masked_destination AS "maskedDestination", payment, expires_at AS "expiresAt", resend_available_at AS "resendAvailableAt"`;

/**
 * The person's budget, locked, with the wanted challenge and the active factors as one row. What is not locked may have
 * changed while waiting for the lock: `acceptChallenge` notices, and the transaction runs again.
 */
const loadVerification = (wanted: string) => `
  SELECT b.recent_failures AS "recentFailures", b.payment_failures AS "paymentFailures", b.lock_level AS "lockLevel",
    b.payment_locked_until AS "paymentLockedUntil", b.reservations,
    b.consecutive_failures AS "consecutiveFailures", b.codes_disabled_at AS "codesDisabledAt",
    b.passkey_failures AS "passkeyFailures", c.*,
    ARRAY (
      SELECT jsonb_build_object('id', f.id, 'userId', f.user_id, 'method', f.method, 'sealedSecret', f.sealed_secret, 'lastStep', f.last_step)
      FROM factors f WHERE f.user_id = b.user_id AND f.status = 'active' ORDER BY f.id
    ) AS factors
  FROM verification_budgets b LEFT JOIN LATERAL (SELECT ${challengeColumns} FROM challenges WHERE ${wanted}) c ON true
  WHERE b.user_id = $1 FOR UPDATE OF b`;

export const loadVerificationOfChallenge = {
  name: 'load-verification-of-challenge',
  text: loadVerification('id = $2'),
};

/** The newest challenge, whatever became of it, so that a late code gets a clear answer. */
export const loadVerificationOfSubject = {
  name: 'load-verification-of-subject',
  text: loadVerification('subject_id = $2 AND purpose = $3 ORDER BY id DESC LIMIT 1'),
};

/**
 * Spends code and challenge together, or touches nothing: the challenge must be open with the code that was judged, and
 * the factor's time step, or a passkey's count, beyond any that was ever accepted.
 */
export const acceptChallenge = {
  name: 'accept-challenge',
  with: `
    used AS (
      UPDATE factors SET last_used_at = $3, last_step = coalesce($7, last_step)
      WHERE id = $6 AND status = 'active' AND ($7::bigint IS NULL OR last_step IS NULL OR last_step < $7)
      RETURNING id
    )`,
  text: `
    UPDATE challenges
    SET status = $2, code_mac = NULL, verified_at = $3, verified_by = $4,
      consumed_at = CASE WHEN $2 = 'consumed' THEN $3::timestamptz END
    WHERE id = $1 AND status = 'open' AND code_mac IS NOT DISTINCT FROM $5
      AND ($6::uuid IS NULL OR EXISTS (SELECT FROM used))`,
};

/** For statistics: a code or passkey did not fit. What counts against guessing is the person's budget. */
export const noteWrongProof = {
  name: 'note-wrong-proof',
  text: 'UPDATE challenges SET wrong_proofs = wrong_proofs + 1 WHERE id = $1',
};

export const insertChallenge = {
  name: 'insert-challenge',
  text: `
    INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status,
      code_mac, payment, created_at, expires_at, resend_available_at, code_method, code_factor_id, masked_destination)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12, $13, $14, $15, $16, $17)`,
};

export const findChallenge = {
  name: 'find-challenge',
  text: `SELECT ${challengeColumns} FROM challenges WHERE id = $1 AND user_id = $2`,
};

export const findChallengeOfSubject = {
  name: 'find-challenge-of-subject',
  text: `
    SELECT ${challengeColumns} FROM challenges WHERE subject_id = $1 AND user_id = $2 AND purpose = $3
    ORDER BY id DESC LIMIT 1`,
};

/** The one that a person has opened for themselves in a session; the unique index leaves no second. */
export const lockOpenChallenge = {
  name: 'lock-open-challenge',
  text: `
    SELECT ${challengeColumns} FROM challenges WHERE subject_id = $2 AND purpose = $3 AND user_id = $1 AND status = 'open'
    FOR UPDATE`,
};

export const voidOpenChallenges = {
  name: 'void-open-challenges',
  text: `
    UPDATE challenges SET status = 'void', code_mac = NULL
    WHERE subject_id = ANY ($1::uuid[]) AND purpose = $2 AND status = 'open'`,
};

/** By their sessions, which have an index. */
export const voidOpenChallengesOfUser = {
  name: 'void-open-challenges-of-user',
  text: `
    UPDATE challenges SET status = 'void', code_mac = NULL
    WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1) AND status IN ('open', 'verified')`,
};

export const consumeVerified = {
  name: 'consume-verified-challenge',
  text: `
    UPDATE challenges SET status = 'consumed', consumed_at = $5
    WHERE id = $1 AND user_id = $2 AND session_id = $3 AND purpose = $4 AND status = 'verified' AND verified_at > $6
    RETURNING id`,
};

/** Only over the code that was read, see `loadVerification`: of two renewals at once one sends a code. */
export const renewCode = {
  name: 'renew-challenge-code',
  text: `
    UPDATE challenges SET method = $2, code_mac = $3, expires_at = $4, resend_available_at = $5, code_method = $6,
      code_factor_id = $7, masked_destination = $8
    WHERE id = $1 AND status = 'open' AND code_mac IS NOT DISTINCT FROM $9`,
};

export const countRecentCodes = {
  name: 'count-recent-codes',
  text: `
    SELECT count(*)::int AS count, min(created_at) AS oldest FROM messages
    WHERE user_id = $1 AND channel = 'email' AND challenge_id IS NOT NULL AND created_at > $2`,
};

export const findDelivery = {
  name: 'find-delivery',
  text: `SELECT channel, provider, status FROM messages WHERE challenge_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
};

export const findActiveFactors = {
  name: 'find-active-factors',
  text: `
    SELECT id, user_id AS "userId", method, sealed_secret AS "sealedSecret", last_step AS "lastStep",
      masked_destination AS "maskedDestination", credential_id AS "credentialId", transports
    FROM factors WHERE user_id = $1 AND status = 'active' ORDER BY id`,
};

export const findPreferredMethod = {
  name: 'find-preferred-method',
  text: `SELECT preferred_method AS "preferredMethod" FROM security_settings WHERE user_id = $1`,
};

export const endStaleChallenges = {
  name: 'end-stale-challenges',
  text: `
    UPDATE challenges SET status = 'void', code_mac = NULL
    WHERE id IN (SELECT id FROM challenges WHERE status = 'open' AND expires_at < $1 ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
};
