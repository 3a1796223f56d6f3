import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** `pending` until the gateway answers: then `active`, with an end, or `declined`. */
export type AuthorizationStatus = 'pending' | 'active' | 'declined';

/** The client's funds, held at the gateway for the milestones of one contract. */
@Entity('authorizations')
@Unique('authorizations_idempotency', ['clientId', 'idempotencyKey'])
@Index('authorizations_active_by_contract', ['contractId', 'id'], { where: `status = 'active'` })
@Index('authorizations_pending', ['id'], { where: `status = 'pending'` })
@Check('authorizations_amount', 'amount BETWEEN 1 AND 9007199254740991')
@Check('authorizations_remaining', 'remaining BETWEEN 0 AND amount')
@Check('authorizations_status', `status IN ('pending', 'active', 'declined')`)
@Check(
  'authorizations_active',
  `(status = 'active') = (gateway_reference IS NOT NULL AND expires_at IS NOT NULL)`,
)
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
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) expiresAt: Date | null;
}
