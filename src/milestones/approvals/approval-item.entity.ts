import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the client saw of one milestone when they approved it. */
@Entity('approval_items')
@Index('approval_items_one_live', ['milestoneId'], { unique: true, where: 'live' })
@Check('approval_items_amount', 'amount BETWEEN 1 AND 9007199254740991')
export class ApprovalItemRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'approval_items_pk' }) approvalId: string;
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'approval_items_pk' }) milestoneId: string;
  @Column('integer') milestoneVersion: number;
  @Column('uuid') contractId: string;
  @Column('uuid') payeeId: string;
  @Column('text') title: string;
  @Column('bigint') amount: bigint;
  @Column('boolean') newPayee: boolean;
  /** Null for approvals from before it was kept: then it is that of the approval. */
  @Column('text', { nullable: true }) paymentMethod: string | null;
  /** While true, no other approval can hold the milestone. */
  @Column('boolean', { default: true }) live: boolean;
}
