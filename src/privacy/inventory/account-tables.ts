import { own, removed, type TableEntry, withoutPerson } from './entry';

/** Sessions, and what somebody was asked and told. */
export const accountTables = {
  messages: {
    holds: 'E-mails and texts: addresses, masked numbers, and until they are sent their sealed content.',
    erase: [{ text: 'DELETE FROM messages WHERE user_id = $1 AND NOT deleted_when_over', values: ['id'] }],
    stays:
      'The message that tells of the erasure, until it was sent or given up, for a day at most. Its row is deleted in that moment.',
    exported: [
      own(
        'messages',
        'messages',
        `channel, template, destination, status, created_at AS "createdAt", sent_at AS "sentAt"`,
      ),
    ],
  },
  account_tokens: {
    holds: 'Keyed hashes of codes and links that were mailed.',
    erase: removed('account_tokens'),
    exported: [
      own(
        'accountTokens',
        'account_tokens',
        `purpose, new_email AS "newEmail", created_at AS "createdAt", used_at AS "usedAt"`,
      ),
    ],
  },
  email_changes: {
    holds: 'Former addresses, for as long as they can be given back.',
    erase: removed('email_changes'),
    exported: [
      own(
        'emailChanges',
        'email_changes',
        `from_email AS "fromEmail", changed_at AS "changedAt", undone_at AS "undoneAt"`,
      ),
    ],
  },
  idempotency_keys: {
    holds: 'Answers to requests that moved money, for 24 hours.',
    erase: [...removed('idempotency_keys'), withoutPerson('idempotency_keys', 'response_body', 'name')],
  },
  security_reports: {
    holds: 'What somebody reported as not theirs, from where, and what the staff found.',
    erase: [
      {
        text: `
          UPDATE security_reports SET ip = NULL, device = NULL, note = CASE WHEN note IS NOT NULL THEN 'Erased.' END
          WHERE user_id = $1`,
        values: ['id'],
      },
    ],
    stays: 'That there was a report, about which kind of notice, and when: how incidents were handled.',
    exported: [
      own(
        'securityReports',
        'security_reports',
        `notice_kind AS "noticeKind", status, host(ip) AS ip, device, created_at AS "createdAt", closed_at AS "closedAt"`,
      ),
    ],
  },
  notifications: {
    holds: 'What somebody was told in the application, with address and device of who did it.',
    erase: [...removed('notifications'), withoutPerson('notifications', 'params')],
    exported: [
      own(
        'notifications',
        'notifications',
        `kind, params, host(ip) AS ip, device, created_at AS "createdAt", read_at AS "readAt"`,
      ),
    ],
  },
  challenges: {
    holds: 'What somebody was asked to prove, masked destinations, and the names of payees that were shown.',
    erase: [
      {
        text: `
          UPDATE challenges SET status = CASE WHEN status IN ('open', 'verified') THEN 'void' ELSE status END,
            code_mac = NULL, code_method = NULL, code_factor_id = NULL, masked_destination = NULL,
            payment = CASE WHEN payment IS NOT NULL THEN payment || '{"payees": []}' END
          WHERE user_id = $1`,
        values: ['id'],
      },
      withoutPerson('challenges', 'payment', 'name'),
    ],
    stays: 'What for, by which method, when, and the total: how payments were proven.',
    exported: [
      own(
        'challenges',
        'challenges',
        `purpose, method, status, payment, masked_destination AS "maskedDestination", created_at AS "createdAt",
         verified_at AS "verifiedAt", verified_by AS "verifiedBy", consumed_at AS "consumedAt"`,
      ),
    ],
  },
  sessions: {
    holds: 'Where somebody was logged in: addresses, user agents, hashes of tokens.',
    erase: [
      {
        text: `
          UPDATE sessions SET ip = NULL, user_agent = NULL, token_hash = sha256(uuid_send(gen_random_uuid())),
            ended_at = coalesce(ended_at, $2)
          WHERE user_id = $1`,
        values: ['id', 'now'],
      },
    ],
    stays: 'That there was one, and when: approvals name the session that they come from.',
    exported: [
      own(
        'sessions',
        'sessions',
        `kind, transport, host(ip) AS ip, user_agent AS "userAgent", second_factor_at AS "secondFactorAt",
         created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt", ended_at AS "endedAt"`,
      ),
    ],
  },
} as const satisfies Record<string, TableEntry>;
