import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What one approval without a code has added to a client's sums: one row over all payees, and one a payee. Sums run on, so
 * that a window of any length is the difference of two rows, however many payments lie between.
 */
@Entity('exposures')
@Index('exposures_by_time', ['at'])
@Check('exposures_amount', 'amount BETWEEN 1 AND 9007199254740991')
@Check('exposures_running', 'running >= amount')
export class Exposure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'exposures_pk' }) clientId: string;
  /** The payee; the client for the sum over all payees, as nobody pays themselves. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'exposures_pk' }) partyId: string;
  /** Never before that of the row before it, whatever the clocks of replicas say. */
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'exposures_pk' }) at: Date;
  /** The sum so far, this amount included. */
  @PrimaryColumn('numeric', { primaryKeyConstraintName: 'exposures_pk' }) running: string;
  /** Minor units. */
  @Column('bigint') amount: bigint;
  @Column('uuid') approvalId: string;
}
