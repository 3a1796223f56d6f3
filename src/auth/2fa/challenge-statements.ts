export const challengeColumns = `
  id, user_id AS "userId", session_id AS "sessionId", purpose, subject_id AS "subjectId", binding, reference, methods,
  method, status, code_mac AS "codeMac", payment, expires_at AS "expiresAt", resend_available_at AS "resendAvailableAt"`;

export const insertChallenge = {
  name: 'insert-challenge',
  text: `
    INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status,
      code_mac, payment, created_at, expires_at, resend_available_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11, $12, $13, $14)`,
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

export const lockChallenge = {
  name: 'lock-challenge',
  text: `SELECT ${challengeColumns} FROM challenges WHERE id = $1 FOR UPDATE`,
};

/** The newest one, whatever became of it, so that a late code gets a clear answer. */
export const lockChallengeOfSubject = {
  name: 'lock-challenge-of-subject',
  text: `
    SELECT ${challengeColumns} FROM challenges WHERE subject_id = $1 AND purpose = $2
    ORDER BY id DESC LIMIT 1 FOR UPDATE`,
};

export const lockNewestOpenChallenge = {
  name: 'lock-newest-open-challenge',
  text: `
    SELECT ${challengeColumns} FROM challenges WHERE user_id = $1 AND session_id = $2 AND purpose = $3 AND status = 'open'
    ORDER BY id DESC LIMIT 1 FOR UPDATE`,
};

export const voidOpenChallenges = {
  name: 'void-open-challenges',
  text: `
    UPDATE challenges SET status = 'void', code_mac = NULL
    WHERE subject_id = ANY ($1::uuid[]) AND purpose = $2 AND status = 'open'`,
};

export const acceptChallenge = {
  name: 'accept-challenge',
  text: `
    UPDATE challenges
    SET status = $2, code_mac = NULL, verified_at = $3, verified_by = $4,
      consumed_at = CASE WHEN $2 = 'consumed' THEN $3::timestamptz END
    WHERE id = $1 AND status = 'open'`,
};

export const consumeVerified = {
  name: 'consume-verified-challenge',
  text: `
    UPDATE challenges SET status = 'consumed', consumed_at = $5
    WHERE id = $1 AND user_id = $2 AND session_id = $3 AND purpose = $4 AND status = 'verified' AND verified_at > $6
    RETURNING id`,
};

export const renewCode = {
  name: 'renew-challenge-code',
  text: `
    UPDATE challenges SET method = $2, code_mac = $3, expires_at = $4, resend_available_at = $5
    WHERE id = $1 AND status = 'open'`,
};

export const countRecentCodes = {
  name: 'count-recent-codes',
  text: `
    SELECT count(*)::int AS count, min(created_at) AS oldest FROM messages
    WHERE user_id = $1 AND challenge_id IS NOT NULL AND created_at > $2`,
};

export const findDelivery = {
  name: 'find-delivery',
  text: `SELECT channel, provider, status FROM messages WHERE challenge_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
};

export const findActiveFactors = {
  name: 'find-active-factors',
  text: `
    SELECT id, user_id AS "userId", method, sealed_secret AS "sealedSecret", last_step AS "lastStep"
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
    WHERE id IN (SELECT id FROM challenges WHERE status = 'open' AND expires_at < $1 ORDER BY expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
};
