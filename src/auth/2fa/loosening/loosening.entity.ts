import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LooseningKind } from './loosening';

/** One step by which an account became easier to pay from. */
@Entity('loosenings')
@Index('loosenings_by_user', ['userId', 'at'])
@Index('loosenings_by_time', ['at'])
@Check('loosenings_kind', `kind IN ('settings', 'factor-removed', 'email-changed')`)
@Check(
  'loosenings_settings',
  `num_nonnulls(required_for_all_payments, threshold) = CASE kind WHEN 'settings' THEN 2 ELSE 0 END`,
)
export class LooseningRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'loosenings_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') kind: LooseningKind;
  @Column('timestamptz') at: Date;
  /** Of the settings before; null for other kinds. */
  @Column('boolean', { nullable: true }) requiredForAllPayments: boolean | null;
  /** Minor units; likewise. */
  @Column('bigint', { nullable: true }) threshold: bigint | null;
}
