import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Method } from '../method';

@Entity('security_settings')
@Check('security_settings_method', `preferred_method IN ('webauthn', 'totp', 'sms', 'email')`)
@Check('security_settings_preferred_factor', 'preferred_factor_id IS NULL OR preferred_method IS NOT NULL')
@Check('security_settings_threshold', `threshold BETWEEN 0 AND 9007199254740991`)
export class SecuritySettingsRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'security_settings_pk' }) userId: string;
  @Column('boolean', { default: false }) requireForAllPayments: boolean;
  @Column('text', { nullable: true }) preferredMethod: Method | null;
  /** Of the factor that the person chose; null when they chose a method, or another one since. */
  @Column('uuid', { nullable: true }) preferredFactorId: string | null;
  /** Minor units; null stands for the operator's default. */
  @Column('bigint', { nullable: true }) threshold: bigint | null;
  @Column('timestamptz') updatedAt: Date;
}
