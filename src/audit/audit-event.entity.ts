import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('audit_events')
@Index('audit_events_by_type', ['type', 'id'])
@Index('audit_events_by_actor', ['actorId', 'id'])
@Index('audit_events_by_subject', ['subjectId', 'id'])
@Check('audit_events_outcome', `outcome IN ('success', 'failure')`)
export class AuditEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_events_pk' }) id: string;
  @Column('timestamptz') at: Date;
  @Column('text') type: string;
  @Column('text') outcome: 'success' | 'failure';
  @Column('uuid', { nullable: true }) actorId: string | null;
  @Column('text') subjectType: string;
  @Column('uuid', { nullable: true }) subjectId: string | null;
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) userAgent: string | null;
  @Column('text', { nullable: true }) requestId: string | null;
  @Column('jsonb') details: Record<string, unknown>;
  @Column('smallint') schemaVersion: number;
}
