import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Method } from './method';

@Entity('security_settings')
@Check('security_settings_method', `preferred_method IN ('totp', 'email')`)
@Check('security_settings_threshold', `threshold BETWEEN 0 AND 9007199254740991`)
export class SecuritySettingsRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'security_settings_pk' }) userId: string;
  @Column('boolean', { default: false }) requireForAllPayments: boolean;
  @Column('text', { nullable: true }) preferredMethod: Method | null;
  /** Minor units; null stands for the operator's default. */
  @Column('bigint', { nullable: true }) threshold: bigint | null;
  @Column('timestamptz') updatedAt: Date;
}
