import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the log has been verified. It is gone through again and again: what was sound yesterday may be changed today. */
@Entity('audit_verification')
@Check('audit_verification_one', 'id')
@Check('audit_verification_passed', '(passed_size IS NULL) = (passed_at IS NULL)')
export class AuditVerification {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'audit_verification_pk', default: true }) id: boolean;
  /** The next place to look at. */
  @Column('bigint') position: bigint;
  /** Whether this pass has met an event with a MAC. */
  @Column('boolean') seenMac: boolean;
  @Column('timestamptz') passStartedAt: Date;
  /** Of the last pass that reached the end. */
  @Column('bigint', { nullable: true }) passedSize: bigint | null;
  @Column('timestamptz', { nullable: true }) passedAt: Date | null;
  /** The largest checkpoint that was ever found sound. */
  @Column('text', { nullable: true }) note: string | null;
}
