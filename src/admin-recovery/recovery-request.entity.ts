import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RecoveryEvent, RecoveryStatus } from './recovery-request';

const live = `status IN ('requested', 'cooling-off', 'ready', 'enrolling')`;

/** Somebody has lost their factors: from the request to the new factor. A trigger keeps `previousStatus`. */
@Entity('recovery_requests')
@Unique('recovery_requests_veto_hash_unique', ['vetoHash'])
@Unique('recovery_requests_link_hash_unique', ['linkHash'])
@Index('recovery_requests_one_live', ['userId'], { unique: true, where: 'ended_at IS NULL' })
@Index('recovery_requests_due_first', ['dueAt'], { where: 'ended_at IS NULL' })
@Index('recovery_requests_by_user', ['userId', 'id'])
@Index('recovery_requests_by_session', ['sessionId'], { where: 'session_id IS NOT NULL' })
@Check(
  'recovery_requests_transition',
  `(previous_status, status) IN (
          ('none', 'requested'), ('none', 'ready'),
          ('requested', 'cooling-off'), ('requested', 'rejected'), ('requested', 'vetoed'), ('requested', 'expired'),
          ('cooling-off', 'ready'), ('cooling-off', 'rejected'), ('cooling-off', 'vetoed'),
          ('ready', 'enrolling'), ('ready', 'rejected'), ('ready', 'vetoed'), ('ready', 'expired'),
          ('enrolling', 'completed'), ('enrolling', 'vetoed'), ('enrolling', 'expired'))`,
)
@Check(
  'recovery_requests_parties',
  'opened_by <> user_id AND reviewed_by <> user_id AND reviewed_by <> opened_by',
)
@Check(
  'recovery_requests_reviewed',
  `num_nulls(reviewed_by, reviewed_at) IN (0, 2)
          AND (reviewed_by IS NOT NULL OR status IN ('requested', 'rejected', 'vetoed', 'expired'))`,
)
@Check('recovery_requests_due', `(due_at IS NOT NULL) = (${live})`)
@Check('recovery_requests_ended', `(ended_at IS NULL) = (${live})`)
@Check('recovery_requests_link', `(link_hash IS NOT NULL) = (status = 'ready')`)
@Check('recovery_requests_session', `session_id IS NOT NULL OR status NOT IN ('enrolling', 'completed')`)
@Check('recovery_requests_emergency', 'NOT emergency OR (opened_by IS NOT NULL AND reviewed_by IS NOT NULL)')
export class RecoveryRequest {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recovery_requests_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') status: RecoveryStatus;
  @Column('text', { default: 'none' }) previousStatus: RecoveryStatus | 'none';
  /** Null when the owner asked for it. */
  @Column('uuid', { nullable: true }) openedBy: string | null;
  @Column('text') reason: string;
  @Column('text', { nullable: true }) ticket: string | null;
  /** Where it was asked for. */
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) device: string | null;
  @Column('timestamptz') openedAt: Date;
  /** When the saved recovery code came with it; it is spent then. */
  @Column('timestamptz', { nullable: true }) codeProvenAt: Date | null;
  /** Granted by two admins, without review and cooling-off. */
  @Column('boolean', { default: false }) emergency: boolean;
  @Column('uuid', { nullable: true }) reviewedBy: string | null;
  @Column('timestamptz', { nullable: true }) reviewedAt: Date | null;
  /** When the time of this state is over; null when the request is. */
  @Column('timestamptz', { nullable: true }) dueAt: Date | null;
  /** Of the token that stops it. */
  @Column('bytea') vetoHash: Buffer;
  /** Of the token that opens the session. */
  @Column('bytea', { nullable: true }) linkHash: Buffer | null;
  /** What the link opened. */
  @Column('uuid', { nullable: true }) sessionId: string | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}

/** What happened to a request, in order. */
@Entity('recovery_steps')
@Index('recovery_steps_by_request', ['requestId', 'id'])
@Check(
  'recovery_steps_event',
  `(event, status) IN (
          ('opened', 'requested'), ('granted', 'ready'), ('approved', 'cooling-off'), ('cooled-off', 'ready'),
          ('rejected', 'rejected'), ('vetoed', 'vetoed'), ('link-used', 'enrolling'), ('completed', 'completed'), ('expired', 'expired'))`,
)
@Check(
  'recovery_steps_actor',
  `actor IN ('owner', 'admin', 'system') AND (actor_id IS NOT NULL) = (actor = 'admin')`,
)
export class RecoveryStep {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recovery_steps_pk' }) id: string;
  @Column('uuid') requestId: string;
  @Column('text') event: RecoveryEvent;
  /** What the request was from then on. */
  @Column('text') status: RecoveryStatus;
  @Column('text') actor: 'owner' | 'admin' | 'system';
  @Column('uuid', { nullable: true }) actorId: string | null;
  /** In the admin's words. */
  @Column('text', { nullable: true }) note: string | null;
  @Column('timestamptz') at: Date;
}
