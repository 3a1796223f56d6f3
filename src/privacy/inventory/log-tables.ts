import { own, type TableEntry } from './entry';

const nothing: TableEntry = { holds: null };
const eventColumns = `
  e.id, e.at, e.type, e.outcome, e.actor_id AS "actorId", e.subject_type AS "subjectType", e.subject_id AS "subjectId",
  host(e.ip) AS ip, e.user_agent AS "userAgent", e.request_id AS "requestId", e.details`;
const page = 'AND ($2::uuid IS NULL OR e.id > $2) ORDER BY e.id LIMIT $3';

/** The audit log, policies, and what knows of no person. */
export const logTables: Readonly<Record<string, TableEntry>> = {
  audit_events: {
    holds: 'Who did what when, as identifiers; address and user agent of who did it.',
    stays:
      'All but address and user agent, which go within minutes: the law wants to know who approved what.',
    exported: [
      {
        as: 'auditEvents',
        text: `
          (SELECT ${eventColumns} FROM audit_events e WHERE e.actor_id = $1 ${page})
          UNION ALL
          (SELECT ${eventColumns} FROM audit_events e
           WHERE e.subject_id = $1 AND e.subject_type = 'user' AND e.actor_id IS NULL ${page})
          ORDER BY id LIMIT $3`,
      },
    ],
  },
  audit_leaves: nothing,
  audit_subtrees: nothing,
  audit_checkpoints: nothing,
  audit_signing_keys: nothing,
  audit_verification: nothing,
  audit_findings: nothing,
  erasures: {
    holds: 'Which account was erased, and by which two admins.',
    stays: 'All of it: whom to erase again has to be known when a backup is restored.',
  },
  proposals: {
    holds: 'What an admin proposed about an account, and their reason.',
    stays: 'All of it: who decided what about whom, as identifiers. Reasons are to be written without names.',
  },
  recovery_requests: {
    holds: 'That somebody asked for a way back into an account, why, and from where; who reviewed it.',
    erase: [
      {
        text: `
          UPDATE recovery_requests SET reason = 'Erased', ticket = NULL, ip = NULL, device = NULL, due_at = NULL, link_hash = NULL,
            status = CASE WHEN ended_at IS NULL THEN 'vetoed' ELSE status END, ended_at = coalesce(ended_at, $2)
          WHERE user_id = $1`,
        values: ['id', 'now'],
      },
    ],
    stays: 'That there was one, how far it went, and which admins took part.',
    exported: [
      own(
        'recoveryRequests',
        'recovery_requests',
        `status, reason, ticket, host(ip) AS ip, device, opened_at AS "openedAt", reviewed_at AS "reviewedAt",
         ended_at AS "endedAt", emergency`,
      ),
    ],
  },
  recovery_steps: {
    holds: 'What happened to such a request, when, and the words of admins about it.',
    erase: [
      {
        text: 'UPDATE recovery_steps SET note = NULL WHERE request_id IN (SELECT id FROM recovery_requests WHERE user_id = $1)',
        values: ['id'],
      },
    ],
    stays: 'All but the words.',
  },
  emergency_accesses: {
    holds:
      'That two admins opened a way back into an account at once, and the words of a third who looked into it.',
    erase: [
      {
        text: `
          UPDATE emergency_accesses SET justification = CASE WHEN closed_at IS NULL THEN NULL ELSE 'Erased' END WHERE user_id = $1`,
        values: ['id'],
      },
    ],
    stays: 'All but the words: who opened whose account has to be known.',
  },
  unlockings: {
    holds: 'That an admin ended a lock of payment approval, and why.',
    erase: [{ text: `UPDATE unlockings SET reason = 'Erased' WHERE user_id = $1`, values: ['id'] }],
    stays: 'That it happened, when and by whom.',
    exported: [own('unlockings', 'unlockings', `locked_until AS "lockedUntil", unlocked_at AS "unlockedAt"`)],
  },
  two_factor_policies: {
    holds: 'Which admin made a version of a policy, and their reason.',
    stays: 'The identifier of the admin and their words: rules for everybody can be traced to who made them.',
  },
  rate_limits: {
    holds: 'How often keyed hashes of addresses, and networks, tried something. Gone within hours.',
    stays: 'Nothing that leads to the person.',
  },
  request_counts: {
    holds: 'How often accounts and networks asked. Gone within minutes.',
    stays: 'Nothing that leads to the person.',
  },
  analytics_challenges: nothing,
  analytics_completions: nothing,
  analytics_deliveries: nothing,
  analytics_prompts: nothing,
  analytics_adoption: nothing,
  analytics_progress: nothing,
  schema_migrations: nothing,
};
