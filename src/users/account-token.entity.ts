import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `verify-email` and `change-email` are codes of six digits, `set-password` the secret of a link. All come by e-mail. */
export type AccountTokenPurpose = 'verify-email' | 'set-password' | 'change-email';

@Entity('account_tokens')
@Index('account_tokens_one_live', ['userId', 'purpose'], { unique: true, where: 'used_at IS NULL' })
@Index('account_tokens_secret', ['secretMac'], { unique: true })
@Check('account_tokens_purpose', `purpose IN ('verify-email', 'set-password', 'change-email')`)
@Check('account_tokens_new_email', `(purpose = 'change-email') = (new_email IS NOT NULL)`)
@Check('account_tokens_attempts', 'attempts BETWEEN 0 AND 5')
export class AccountToken {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_tokens_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') purpose: AccountTokenPurpose;
  @Column('bytea') secretMac: Buffer;
  /** The address that it proves, where that is not the account's yet. */
  @Column('text', { nullable: true }) newEmail: string | null;
  @Column('integer', { default: 0 }) attempts: number;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** When it was redeemed or replaced by a newer one. */
  @Column('timestamptz', { nullable: true }) usedAt: Date | null;
}
