import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A key that signs checkpoints. The newest signs; older ones stay, so that what they signed can be checked. */
@Entity('audit_signing_keys')
@Unique('audit_signing_keys_distinct', ['verifierKey'])
export class AuditSigningKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_signing_keys_pk' }) id: string;
  /** As C2SP signed-note spells it. */
  @Column('text') verifierKey: string;
  /** The Ed25519 seed under the encryption keys: the database alone cannot sign. */
  @Column('text') sealedSeed: string;
  @Column('timestamptz') createdAt: Date;
}
