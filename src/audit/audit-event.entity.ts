import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RetentionClass } from './catalogue/event-definition';

/** Partitioned by class of retention, and within a class by month. */
@Entity('audit_events')
@Index('audit_events_by_type', ['type', 'id', 'outcome', 'at'])
@Index('audit_events_by_actor', ['actorId', 'id', 'type', 'outcome', 'at'])
@Index('audit_events_by_subject', ['subjectId', 'id', 'type', 'outcome', 'at'])
@Index('audit_events_by_address', ['ip', 'id', 'type', 'outcome', 'at'])
@Index('audit_events_failures', ['type', 'id'], { where: `outcome = 'failure'` })
@Index('audit_events_by_transaction', ['xid', 'id'])
@Check('audit_events_outcome', `outcome IN ('success', 'failure')`)
@Check('audit_events_retention', `retention IN ('security', 'approvals', 'permanent')`)
@Check(
  'audit_events_committed',
  `schema_version = 1 OR (octet_length(mac) = 32 AND octet_length(personal_digest) = 32)`,
)
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
  /** The transaction that wrote it: once every older one has ended, its place in the log is final. */
  @Column('bigint', { default: () => 'current_transaction_number()' }) xid: bigint;
  /** See `rowMac`; like the digest, absent in schema version 1. */
  @Column('bytea', { nullable: true }) mac: Buffer | null;
  /** How long it is kept, see `retentionClassOf`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_events_pk', default: 'security' })
  retention: RetentionClass;
  /** Null when address and user agent have been erased. */
  @Column('bytea', { nullable: true }) personalSalt: Buffer | null;
  @Column('bytea', { nullable: true }) personalDigest: Buffer | null;
}
