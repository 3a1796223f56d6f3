import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ProposalStatus } from './proposal';

/** What an admin wants to do and another one has to confirm. A trigger keeps it as it was made. */
@Entity('proposals')
@Index('proposals_one_open', ['kind', 'target'], { unique: true, where: `status = 'open'` })
@Index('proposals_expiring', ['expiresAt'], { where: `status = 'open'` })
@Index('proposals_by_subject', ['subjectId', 'id'])
@Check('proposals_kind', `kind ~ '^[a-z][a-z-]{0,39}$'`)
@Check('proposals_status', `status IN ('open', 'confirmed', 'rejected', 'withdrawn', 'expired')`)
@Check('proposals_opener', 'opened_by <> subject_id')
@Check(
  'proposals_decided',
  `num_nulls(decided_by, decided_at) = CASE WHEN status IN ('open', 'expired') THEN 2 ELSE 0 END`,
)
@Check('proposals_decider', `decided_by <> subject_id AND (decided_by = opened_by) = (status = 'withdrawn')`)
@Check('proposals_expiry', 'expires_at > opened_at AND decided_at < expires_at')
export class Proposal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'proposals_pk' }) id: string;
  /** Names what carries it out once it is confirmed. */
  @Column('text') kind: string;
  /** What it is about, e.g. an account's id; of one kind and target one proposal is open at a time. */
  @Column('text') target: string;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  /** Exactly what will be done; no secrets. */
  @Column('jsonb') payload: object;
  @Column('text') reason: string;
  @Column('text', { nullable: true }) ticket: string | null;
  @Column('text') status: ProposalStatus;
  @Column('uuid') openedBy: string;
  @Column('timestamptz') openedAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** Who confirmed, rejected or withdrew it. */
  @Column('uuid', { nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt: Date | null;
  /** Why it was turned down. */
  @Column('text', { nullable: true }) note: string | null;
}
