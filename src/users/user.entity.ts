import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { AccountType } from './account-type';

@Entity('users')
@Unique('users_email_unique', ['email'])
@Check('users_email_normalized', 'email = lower(email) AND length(email) BETWEEN 3 AND 254')
@Check(
  'users_erased',
  `erased_at IS NULL OR (email = 'erased:' || id AND name = 'Erased person' AND time_zone = 'UTC' AND num_nonnulls(password_hash, email_verified_at, two_factor_enabled_at, two_factor_disabled_at, password_changed_at) = 0)`,
)
@Check('users_account_type', `account_type IN ('client', 'payee', 'admin', 'auditor')`)
export class User {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'users_pk' }) id: string;
  @Column('text') email: string;
  @Column('text') name: string;
  @Column('text') accountType: AccountType;
  /** A name of the IANA database. */
  @Column('text', { default: 'UTC' }) timeZone: string;
  /** Null until a password is set, and while nobody has proven which of several registrations is theirs. */
  @Column('text', { nullable: true }) passwordHash: string | null;
  @Column('timestamptz', { nullable: true }) emailVerifiedAt: Date | null;
  @Column('timestamptz', { nullable: true }) twoFactorEnabledAt: Date | null;
  @Column('timestamptz', { nullable: true }) twoFactorDisabledAt: Date | null;
  /** Not when the first one was set. */
  @Column('timestamptz', { nullable: true }) passwordChangedAt: Date | null;
  @Column('timestamptz', { nullable: true }) emailChangedAt: Date | null;
  /** When access to the account was last recovered. */
  @Column('timestamptz', { nullable: true }) recoveredAt: Date | null;
  @Column('timestamptz') createdAt: Date;
  /** From then on the row is anonymous and final; a trigger refuses every change. */
  @Column('timestamptz', { nullable: true }) erasedAt: Date | null;
}
