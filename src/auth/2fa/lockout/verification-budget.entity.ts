import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { VerificationBudget } from './lockout';

/** One row a person, made with the account; locking it puts all verifications of that person in a line. */
@Entity('verification_budgets')
@Check('verification_budgets_recent', `cardinality(recent_failures) <= 5`)
@Check('verification_budgets_passkeys', `cardinality(passkey_failures) <= 5`)
@Check('verification_budgets_payment_failures', `payment_failures BETWEEN 0 AND 2`)
@Check('verification_budgets_reservations', `cardinality(reservations) <= 5`)
@Check('verification_budgets_lock_level', `lock_level BETWEEN 0 AND 4`)
@Check('verification_budgets_consecutive_failures', 'consecutive_failures >= 0')
@Index('verification_budgets_locked', ['paymentLockedUntil'], { where: 'payment_locked_until IS NOT NULL' })
export class VerificationBudgetRow implements VerificationBudget {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'verification_budgets_pk' }) userId: string;
  @Column('timestamptz', { array: true, default: () => `'{}'` }) recentFailures: Date[];
  @Column('integer', { default: 0 }) paymentFailures: number;
  @Column('integer', { default: 0 }) lockLevel: number;
  @Column('timestamptz', { nullable: true }) paymentLockedUntil: Date | null;
  @Column('timestamptz', { array: true, default: () => `'{}'` }) reservations: Date[];
  @Column('integer', { default: 0 }) consecutiveFailures: number;
  @Column('timestamptz', { nullable: true }) codesDisabledAt: Date | null;
  @Column('timestamptz', { array: true, default: () => `'{}'` }) passkeyFailures: Date[];
}
