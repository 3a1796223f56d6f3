import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Fault } from '../verify/faults';

/** Something that is wrong with the log, found once. It stays when somebody puts things right again. */
@Entity('audit_findings')
@Unique('audit_findings_once', ['fault', 'place'])
export class AuditFinding {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_findings_pk' }) id: string;
  @Column('text') fault: Fault;
  @Column('text') place: string;
  @Column('bigint', { nullable: true }) sequence: bigint | null;
  @Column('uuid', { nullable: true }) eventId: string | null;
  @Column('timestamptz') foundAt: Date;
}
