import { eventColumns } from '../sealing/event-row';

export const findSealedEvent = {
  name: 'find-sealed-event',
  text: `
    SELECT ${eventColumns}, l.sequence, l.hash FROM audit_events e LEFT JOIN audit_leaves l ON l.event_id = e.id WHERE e.id = $1`,
};

export interface CheckpointRow extends Record<string, unknown> {
  size: bigint;
  note: string;
  sealedAt: Date;
}

const columns = `size, note, sealed_at AS "sealedAt"`;

/** The first checkpoint that covers `$1` places. */
export const findCheckpointCovering = {
  name: 'find-checkpoint-covering',
  text: `SELECT ${columns} FROM audit_checkpoints WHERE size >= $1 ORDER BY size LIMIT 1`,
};

export const findNewestCheckpoint = {
  name: 'find-newest-checkpoint',
  text: `SELECT ${columns} FROM audit_checkpoints ORDER BY size DESC LIMIT 1`,
};

export const findCheckpoints = {
  name: 'find-checkpoints',
  text: `SELECT ${columns} FROM audit_checkpoints WHERE size < $1 ORDER BY size DESC LIMIT $2`,
};

export const findCheckpointOfSize = {
  name: 'find-checkpoint-of-size',
  text: `SELECT ${columns} FROM audit_checkpoints WHERE size = $1`,
};
