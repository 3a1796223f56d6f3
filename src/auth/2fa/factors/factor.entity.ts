import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Method } from '../method';

/** `pending` until a code proves it; `removed` wipes its secret and is final. */
export type FactorStatus = 'pending' | 'active' | 'removed';

@Entity('factors')
@Index('factors_live_by_user', ['userId'], { where: `status <> 'removed'` })
@Index('factors_removed_by_user', ['userId', 'removedAt'], { where: `status = 'removed'` })
@Index('factors_one_pending', ['userId', 'method'], { unique: true, where: `status = 'pending'` })
@Index('factors_one_email', ['userId'], { unique: true, where: `method = 'email' AND status = 'active'` })
@Index('factors_one_per_number', ['userId', 'numberHash'], {
  unique: true,
  where: `method = 'sms' AND status = 'active'`,
})
@Check('factors_method', `method IN ('webauthn', 'totp', 'sms', 'email')`)
@Index('factors_one_per_credential', ['credentialId'], {
  unique: true,
  where: `method = 'webauthn' AND status = 'active'`,
})
@Check('factors_status', `status IN ('pending', 'active', 'removed')`)
@Check(
  'factors_totp_secret',
  `(sealed_secret IS NOT NULL) = (method IN ('totp', 'sms') AND status <> 'removed')`,
)
@Check('factors_number', `(number_hash IS NOT NULL) = (method = 'sms' AND status <> 'removed')`)
@Check('factors_masked_number', `(masked_destination IS NOT NULL) = (number_hash IS NOT NULL)`)
@Check('factors_passkey', `method = 'webauthn' OR credential_id IS NULL`)
@Check('factors_passkey_active', `method <> 'webauthn' OR status <> 'active' OR credential_id IS NOT NULL`)
@Check(
  'factors_passkey_whole',
  `(credential_id IS NOT NULL) = (public_key IS NOT NULL AND transports IS NOT NULL AND aaguid IS NOT NULL AND backup_eligible IS NOT NULL AND backed_up IS NOT NULL)`,
)
@Check('factors_confirmed', `status <> 'active' OR confirmed_at IS NOT NULL`)
@Check('factors_removed', `(status = 'removed') = (removed_at IS NOT NULL)`)
export class Factor {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'factors_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') method: Method;
  @Column('text') label: string;
  @Column('text') status: FactorStatus;
  /** The secret of an app, opened only by `TotpService`, or a phone number, opened only by `SmsService`. */
  @Column('text', { nullable: true }) sealedSecret: string | null;
  /** The newest time step of an app, or the highest count of a passkey, that was accepted; those not beyond it are replays. */
  @Column('bigint', { nullable: true }) lastStep: bigint | null;
  /** A keyed hash, to find a number without opening it. */
  @Column('bytea', { nullable: true }) numberHash: Buffer | null;
  @Column('text', { nullable: true }) maskedDestination: string | null;
  /** A passkey's name among all of them; up to 1,023 bytes. */
  @Column('bytea', { nullable: true }) credentialId: Buffer | null;
  /** COSE_Key (RFC 9052 section 7). */
  @Column('bytea', { nullable: true }) publicKey: Buffer | null;
  /** How its authenticator may be reached, as the browser told. */
  @Column('text', { array: true, nullable: true }) transports: string[] | null;
  /** The authenticator's model; zeros when it does not tell. */
  @Column('uuid', { nullable: true }) aaguid: string | null;
  /** Whether the key may be kept in several places, and whether it is. */
  @Column('boolean', { nullable: true }) backupEligible: boolean | null;
  @Column('boolean', { nullable: true }) backedUp: boolean | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
  @Column('timestamptz', { nullable: true }) removedAt: Date | null;
}
