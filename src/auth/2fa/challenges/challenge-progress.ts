import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database';
import type { Purpose } from '../method';

export interface ProgressOfChallenge {
  challenge: { id: string; status: string; method: string; expiresAt: string };
  /** Of the newest message with a code, as `messageId`. */
  delivery: { channel: string; provider: string | null; status: string } | null;
  messageId: string | null;
}

interface Found extends Record<string, unknown> {
  subjectId: string;
  id: string;
  status: string;
  method: string;
  expiresAt: Date;
  messageId: string | null;
  channel: string;
  provider: string | null;
  delivery: string;
}

const findProgress = {
  name: 'find-progress-of-challenges',
  text: `
    SELECT DISTINCT ON (c.subject_id) c.subject_id AS "subjectId", c.id, c.status, c.method, c.expires_at AS "expiresAt",
      m.id AS "messageId", m.channel, m.provider, m.status AS delivery
    FROM challenges c LEFT JOIN LATERAL (
      SELECT id, channel, provider, status FROM messages WHERE challenge_id = c.id ORDER BY created_at DESC, id DESC LIMIT 1
    ) m ON true
    WHERE c.subject_id = ANY ($1::uuid[]) AND c.purpose = $2
    ORDER BY c.subject_id, c.created_at DESC, c.id DESC`,
};

/** How far challenges have come, for many subjects at once. */
@Injectable()
export class ChallengeProgress {
  constructor(private readonly database: Database) {}

  /** The newest challenge of each subject, by subject. */
  async ofSubjects(
    subjectIds: readonly string[],
    purpose: Purpose,
  ): Promise<Map<string, ProgressOfChallenge>> {
    const found = await this.database.rows<Found>(findProgress, [subjectIds, purpose]);
    return new Map(
      found.map(({ subjectId, id, status, method, expiresAt, messageId, channel, provider, delivery }) => [
        subjectId,
        {
          challenge: { id, status, method, expiresAt: expiresAt.toISOString() },
          delivery: messageId === null ? null : { channel, provider, status: delivery },
          messageId,
        },
      ]),
    );
  }
}
