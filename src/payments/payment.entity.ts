import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PaymentStatus } from './payment';

@Entity('payments')
@Index('payments_one_live', ['milestoneId'], { unique: true, where: `status <> 'failed'` })
@Index('payments_by_authorization', ['authorizationId', 'id'])
@Index('payments_by_milestone', ['milestoneId', 'id'])
@Index('payments_by_client', ['clientId', 'id'])
@Index('payments_by_payee', ['payeeId', 'clientId', 'id'])
@Index('payments_of_payee', ['payeeId', 'id'])
@Index('payments_under_way', ['id'], { where: `status IN ('pending', 'processing', 'unknown')` })
@Index('payments_held', ['clientId', 'id'], { where: `status = 'held'` })
@Index('payments_retry_key', ['clientId', 'retryKey', 'milestoneId'], {
  unique: true,
  where: 'retry_key IS NOT NULL',
})
@Check('payments_amount', 'amount BETWEEN 1 AND 9007199254740991')
@Check('payments_status', `status IN ('pending', 'processing', 'released', 'failed', 'unknown', 'held')`)
@Check(
  'payments_leased',
  `CASE status WHEN 'processing' THEN lease_until IS NOT NULL WHEN 'unknown' THEN true ELSE lease_until IS NULL END`,
)
@Check('payments_released', `(status = 'released') = (released_at IS NOT NULL)`)
@Check('payments_failed', `(status = 'failed') = (failure IS NOT NULL)`)
export class Payment {
  /** Also the idempotency key at the gateway. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'payments_pk' }) id: string;
  @Column('uuid') approvalId: string;
  @Column('uuid') milestoneId: string;
  @Column('uuid') authorizationId: string;
  /** Client and payee are copied from the contract, without keys to `users`: each would lock the row of a busy payee. */
  @Column('uuid') clientId: string;
  @Column('uuid') payeeId: string;
  /** Minor units. */
  @Column('bigint') amount: bigint;
  @Column('char', { length: 3 }) currency: string;
  @Column('text') status: PaymentStatus;
  @Column('integer', { default: 0 }) attempts: number;
  @Column('timestamptz', { nullable: true }) leaseUntil: Date | null;
  /** When the gateway may have seen the key for the first time: its life there begins then. */
  @Column('timestamptz', { nullable: true }) firstAttemptAt: Date | null;
  /** Since when only an operator can tell what became of it. */
  @Column('timestamptz', { nullable: true }) stuckSince: Date | null;
  @Column('text', { nullable: true }) failure: string | null;
  /** The `Idempotency-Key` of the request that tried it again; null for a first try. */
  @Column('text', { nullable: true }) retryKey: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) releasedAt: Date | null;
}
