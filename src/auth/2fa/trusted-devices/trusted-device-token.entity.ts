import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Every token a device ever had: one that comes back after it was replaced has been copied. */
@Entity('trusted_device_tokens')
@Unique('trusted_device_tokens_generation_unique', ['deviceId', 'generation'])
export class TrustedDeviceToken {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'trusted_device_tokens_pk' }) tokenHash: Buffer;
  @Column('uuid') deviceId: string;
  @Column('integer') generation: number;
}
