import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RevocationCause } from './trusted-device';

/** A browser that needs no second step at login until `expiresAt`, unless it was revoked. */
@Entity('trusted_devices')
@Index('trusted_devices_live_by_user', ['userId', 'id'], { where: 'revoked_at IS NULL' })
@Index('trusted_devices_by_end', ['expiresAt'])
@Check('trusted_devices_rotation', '(generation = 0) = (rotation_salt IS NULL)')
@Check('trusted_devices_revoked', '(revoked_at IS NULL) = (revoked_because IS NULL)')
export class TrustedDevice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'trusted_devices_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') name: string;
  /** Where it was trusted or last used from. */
  @Column('inet', { nullable: true }) ip: string | null;
  /** Of the live token; older ones were replaced. */
  @Column('integer', { default: 0 }) generation: number;
  @Column('timestamptz') rotatedAt: Date;
  /** Makes the live token from the one before it, see `successorOf`. */
  @Column('bytea', { nullable: true }) rotationSalt: Buffer | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) lastUsedAt: Date | null;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
  @Column('text', { nullable: true }) revokedBecause: RevocationCause | null;
}
