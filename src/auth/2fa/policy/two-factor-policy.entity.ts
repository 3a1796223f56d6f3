import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { AccountType } from '../../../users/account-type';
import type { Method } from '../method';
import type { Enforcement } from './policy';

/**
 * One version of what the accounts of a type have to do. Versions are added, never changed; in force is the newest whose
 * start has come, so that a newer one with an earlier start takes the place of one that is still to come.
 */
@Entity('two_factor_policies')
@Unique('two_factor_policies_version_unique', ['accountType', 'version'])
@Check('two_factor_policies_account_type', `account_type IN ('client', 'payee', 'admin', 'auditor')`)
@Check('two_factor_policies_enforcement', `enforcement IN ('optional', 'required')`)
@Check('two_factor_policies_grace', 'grace_days BETWEEN 0 AND 365')
@Check('two_factor_policies_required', `(enforcement = 'required') = (required_since IS NOT NULL)`)
@Check(
  'two_factor_policies_methods',
  `cardinality(methods) > 0 AND methods <@ ARRAY['webauthn', 'totp', 'sms', 'email']`,
)
@Check(
  'two_factor_policies_minimums',
  'ARRAY[minimum_login, minimum_payment, minimum_large_payment, minimum_factor_change] <@ methods',
)
@Check('two_factor_policies_no_admin_by_email', `account_type <> 'admin' OR NOT 'email' = ANY (methods)`)
@Check(
  'two_factor_policies_amounts',
  'large_payment_above BETWEEN 0 AND 9007199254740991 AND email_max_amount BETWEEN 0 AND 9007199254740991',
)
@Check(
  'two_factor_policies_lifetimes',
  'session_idle_minutes BETWEEN 1 AND 15 AND session_hours BETWEEN 1 AND 12 AND trust_days BETWEEN 0 AND 30',
)
@Check(
  'two_factor_policies_start',
  'starts_at >= created_at AND (required_since IS NULL OR required_since <= starts_at)',
)
@Check('two_factor_policies_restores', 'restores_version < version')
export class TwoFactorPolicy {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'two_factor_policies_pk' }) id: string;
  @Column('text') accountType: AccountType;
  /** From 1 on, for each account type. */
  @Column('integer') version: number;
  @Column('text') enforcement: Enforcement;
  @Column('integer') graceDays: number;
  /** When a version that came into force first required a factor; where days of grace begin to count. */
  @Column('timestamptz', { nullable: true }) requiredSince: Date | null;
  /** Strongest first. */
  @Column('text', { array: true }) methods: Method[];
  @Column('text') minimumLogin: Method;
  @Column('text') minimumPayment: Method;
  @Column('text') minimumLargePayment: Method;
  @Column('text') minimumFactorChange: Method;
  /** Minor units; payments above it are large ones and always need a code. Null: none is. */
  @Column('bigint', { nullable: true }) largePaymentAbove: bigint | null;
  /** Minor units. Null: what the operator has configured. */
  @Column('bigint', { nullable: true }) emailMaxAmount: bigint | null;
  @Column('integer') sessionIdleMinutes: number;
  @Column('integer') sessionHours: number;
  @Column('integer') trustDays: number;
  @Column('timestamptz') startsAt: Date;
  /** Null for what came with the installation. */
  @Column('uuid', { nullable: true }) authorId: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  /** The version that this one brings back. */
  @Column('integer', { nullable: true }) restoresVersion: number | null;
  @Column('timestamptz') createdAt: Date;
}
