import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DisputeStatus } from './dispute';

/** A charge that its payer disputes with the bank. The charge is an authorization of ours, with all payments captured from it. */
@Entity('disputes')
@Index('disputes_by_authorization', ['authorizationId', 'openedAt'])
@Check('disputes_status', `status IN ('open', 'won', 'lost', 'closed')`)
@Check('disputes_closed', `(status = 'open') = (closed_at IS NULL)`)
export class Dispute {
  /** The gateway's. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'disputes_pk' }) id: string;
  @Column('uuid') authorizationId: string;
  @Column('bigint') amount: bigint;
  @Column('char', { length: 3 }) currency: string;
  /** The bank's, in the gateway's words. */
  @Column('text') reason: string;
  @Column('text') status: DisputeStatus;
  @Column('timestamptz') openedAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
}
