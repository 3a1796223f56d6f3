import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** Access that two admins gave without the usual wait. */
@Entity('emergency_accesses')
@Unique('emergency_accesses_request_unique', ['requestId'])
@Index('emergency_accesses_open', ['closeBy'], { where: 'closed_at IS NULL' })
@Index('emergency_accesses_by_user', ['userId', 'id'])
@Check(
  'emergency_accesses_parties',
  'opened_by <> confirmed_by AND opened_by <> user_id AND confirmed_by <> user_id',
)
@Check('emergency_accesses_closed', 'num_nulls(closed_by, closed_at, justification) IN (0, 3)')
@Check('emergency_accesses_closer', 'closed_by NOT IN (opened_by, confirmed_by, user_id)')
@Check('emergency_accesses_flagged', 'flagged_at >= close_by')
export class EmergencyAccess {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'emergency_accesses_pk' }) id: string;
  /** The recovery that it opened. */
  @Column('uuid') requestId: string;
  @Column('uuid') proposalId: string;
  @Column('uuid') userId: string;
  @Column('uuid') openedBy: string;
  @Column('uuid') confirmedBy: string;
  @Column('timestamptz') grantedAt: Date;
  @Column('timestamptz') closeBy: Date;
  /** When everybody was reminded that nobody has closed it. */
  @Column('timestamptz', { nullable: true }) flaggedAt: Date | null;
  @Column('uuid', { nullable: true }) closedBy: string | null;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('text', { nullable: true }) justification: string | null;
}
