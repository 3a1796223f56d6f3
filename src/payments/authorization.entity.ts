import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Captures, DeclineReason } from './payment-gateway';

/**
 * - `pending`: the gateway has not answered yet → active, declined
 * - `active`: money is held, until a time → voiding; voided when somebody lets it go at the gateway itself
 * - `voiding`: the client lets it go and nothing can be drawn any more; the gateway is being told → voided
 * - `declined`, `voided`: final
 */
export type AuthorizationStatus = 'pending' | 'active' | 'voiding' | 'voided' | 'declined';

/** The client's funds, held at the gateway for the milestones of one contract. */
@Entity('authorizations')
@Unique('authorizations_idempotency', ['clientId', 'idempotencyKey'])
@Index('authorizations_active_by_contract', ['contractId', 'id'], { where: `status = 'active'` })
@Index('authorizations_pending', ['id'], { where: `status = 'pending'` })
@Check('authorizations_amount', 'amount BETWEEN 1 AND 9007199254740991')
@Check('authorizations_remaining', 'remaining BETWEEN 0 AND amount')
@Check('authorizations_status', `status IN ('pending', 'active', 'voiding', 'voided', 'declined')`)
@Check(
  'authorizations_active',
  `(status IN ('active', 'voiding', 'voided')) = (gateway_reference IS NOT NULL AND expires_at IS NOT NULL)`,
)
@Check('authorizations_refunded', 'refunded BETWEEN 0 AND amount')
@Check('authorizations_captures', `captures IN ('one', 'many')`)
@Check('authorizations_declined', `status = 'declined' OR decline_reason IS NULL`)
@Index('authorizations_by_reference', ['gatewayReference'], { unique: true })
@Index('authorizations_voiding', ['id'], { where: `status = 'voiding'` })
export class Authorization {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'authorizations_pk' }) id: string;
  @Column('uuid') contractId: string;
  @Column('uuid') clientId: string;
  @Column('text') idempotencyKey: string;
  @Column('text') paymentMethod: string;
  /** Minor units, as `remaining`, which goes down when an approval is verified. */
  @Column('bigint') amount: bigint;
  @Column('bigint') remaining: bigint;
  @Column('char', { length: 3 }) currency: string;
  @Column('text') status: AuthorizationStatus;
  @Column('text', { nullable: true }) gatewayReference: string | null;
  @Column('text', { default: 'many' }) captures: Captures;
  /** Given back to the client of what was captured, as the gateway reports it. */
  @Column('bigint', { default: 0 }) refunded: bigint;
  /** How often that has changed. */
  @Column('integer', { default: 0 }) refundsHeard: number;
  @Column('text', { nullable: true }) declineReason: DeclineReason | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
  /** `expiresAt` is when the gateway was heard to say so, earlier than it had promised. */
  @Column('boolean', { default: false }) expiredEarly: boolean;
}
