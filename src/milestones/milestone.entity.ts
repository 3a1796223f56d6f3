import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { StoredMilestoneStatus } from './milestone';

@Entity('milestones')
@Index('milestones_by_contract', ['contractId', 'id'])
@Check('milestones_amount', 'amount BETWEEN 1 AND 9007199254740991')
@Check('milestones_status', `status IN ('pending', 'submitted', 'approved', 'cancelled')`)
@Check('milestones_approved', `(status = 'approved') = (approved_at IS NOT NULL)`)
export class Milestone {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'milestones_pk' }) id: string;
  @Column('uuid') contractId: string;
  @Column('text') title: string;
  @Column('text', { nullable: true }) description: string | null;
  /** Minor units of the contract's currency. */
  @Column('bigint') amount: bigint;
  @Column('text') status: StoredMilestoneStatus;
  /** Rises with each edit; an approval names the version it has seen. */
  @Column('integer', { default: 1 }) version: number;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) submittedAt: Date | null;
  @Column('timestamptz', { nullable: true }) approvedAt: Date | null;
}
