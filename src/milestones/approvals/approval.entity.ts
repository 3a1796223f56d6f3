import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ApprovalState, ApprovalStatus } from './approval';

@Entity('approvals')
@Unique('approvals_idempotency', ['clientId', 'idempotencyKey'])
@Index('approvals_by_session', ['sessionId'])
@Index('approvals_pending_by_client', ['clientId'], { where: `status = 'pending'` })
@Index('approvals_in_force_by_client', ['clientId', 'approvedAt'], { where: 'approved_at IS NOT NULL' })
@Check('approvals_status', `status IN ('pending', 'approved', 'cancelled', 'void')`)
@Check('approvals_total', 'total BETWEEN 1 AND 9007199254740991')
@Check('approvals_binding', 'octet_length(binding) = 32 AND octet_length(nonce) = 16')
@Check('approvals_reasons', 'cardinality(step_up_reasons) > 0')
@Check('approvals_risk_hold', 'risk_hold_hours > 0')
@Check('approvals_place', '(device IS NULL) = (network IS NULL)')
@Check('approvals_approved', `(status = 'approved') = (approved_at IS NOT NULL)`)
@Check('approvals_ended', `(status IN ('cancelled', 'void')) = (ended_at IS NOT NULL)`)
export class Approval implements ApprovalState {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'approvals_pk' }) id: string;
  @Column('uuid') clientId: string;
  @Column('uuid') sessionId: string;
  @Column('text') idempotencyKey: string;
  @Column('text') status: ApprovalStatus;
  @Column('text') paymentMethod: string;
  @Column('bytea') nonce: Buffer;
  @Column('bytea') binding: Buffer;
  /** Minor units. */
  @Column('bigint') total: bigint;
  @Column('char', { length: 3 }) currency: string;
  @Column('boolean') stepUpRequired: boolean;
  @Column('text', { array: true }) stepUpReasons: string[];
  /** What was unusual, where that was among the reasons. */
  @Column('text', { array: true, default: '{}' }) stepUpSignals: string[];
  /** For how long its payments wait for a person to look; null when nobody has to. */
  @Column('integer', { nullable: true }) riskHoldHours: number | null;
  /** Where it was started from, see `Place`; null for approvals from before this was kept. */
  @Column('text', { nullable: true }) device: string | null;
  @Column('text', { nullable: true }) network: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) approvedAt: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
