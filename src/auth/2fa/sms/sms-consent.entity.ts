import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ConsentWithdrawal } from './sms-consent';

@Entity('sms_consents')
@Unique('sms_consents_factor_unique', ['factorId'])
@Index('sms_consents_stopped', ['numberHash'], { where: `withdrawn_by = 'stop'` })
@Index('sms_consents_given', ['numberHash'], { where: 'withdrawn_at IS NULL' })
@Check('sms_consents_withdrawn', `(withdrawn_at IS NOT NULL) = (withdrawn_by IS NOT NULL)`)
@Check('sms_consents_withdrawn_by', `withdrawn_by IN ('factor-removed', 'stop')`)
export class SmsConsent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sms_consents_pk' }) id: string;
  @Column('uuid') userId: string;
  /** Not a foreign key: a set-up that is replaced is deleted, what was agreed to stays. */
  @Column('uuid') factorId: string;
  @Column('bytea') numberHash: Buffer;
  @Column('text') textVersion: string;
  @Column('timestamptz') givenAt: Date;
  @Column('timestamptz', { nullable: true }) withdrawnAt: Date | null;
  @Column('text', { nullable: true }) withdrawnBy: ConsentWithdrawal | null;
}
