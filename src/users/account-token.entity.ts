import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `verify-email` is a code of six digits, `set-password` the secret of a link. Both come by e-mail. */
export type AccountTokenPurpose = 'verify-email' | 'set-password';

@Entity('account_tokens')
@Index('account_tokens_one_live', ['userId', 'purpose'], { unique: true, where: 'used_at IS NULL' })
@Index('account_tokens_secret', ['secretMac'], { unique: true })
@Check('account_tokens_purpose', `purpose IN ('verify-email', 'set-password')`)
@Check('account_tokens_attempts', 'attempts BETWEEN 0 AND 5')
export class AccountToken {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_tokens_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') purpose: AccountTokenPurpose;
  @Column('bytea') secretMac: Buffer;
  @Column('integer', { default: 0 }) attempts: number;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') expiresAt: Date;
  /** When it was redeemed or replaced by a newer one. */
  @Column('timestamptz', { nullable: true }) usedAt: Date | null;
}
