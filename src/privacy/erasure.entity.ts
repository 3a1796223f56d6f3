import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A person who was erased, by two admins. The account is anonymous from the moment the row exists; the log is when
 * `logErasedAt` is set. Triggers keep it as it was made.
 */
@Entity('erasures')
@Unique('erasures_proposal_once', ['proposalId'])
@Index('erasures_under_way', ['erasedAt'], { where: 'log_erased_at IS NULL' })
@Check('erasures_two_admins', 'opened_by <> confirmed_by AND user_id NOT IN (opened_by, confirmed_by)')
@Check('erasures_log_after', 'log_erased_at >= erased_at')
export class Erasure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'erasures_pk' }) userId: string;
  @Column('uuid') proposalId: string;
  @Column('uuid') openedBy: string;
  @Column('uuid') confirmedBy: string;
  @Column('timestamptz') erasedAt: Date;
  /** Of the erasure: whoever wrote before it has to end before the log can be done with. */
  @Column('bigint', { default: () => 'current_transaction_number()' }) xid: bigint;
  @Column('timestamptz', { nullable: true }) logErasedAt: Date | null;
}
