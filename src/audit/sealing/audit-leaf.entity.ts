import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { RetentionClass } from '../catalogue/event-definition';

/** The place of one event in the log, counted from 0 without gaps. Stays when the event's retention has ended. */
@Entity('audit_leaves')
@Unique('audit_leaves_one_an_event', ['eventId'])
@Check('audit_leaves_hash', `octet_length(hash) = 32`)
@Check('audit_leaves_mac', `octet_length(mac) = 32`)
@Check('audit_leaves_retention', `retention IN ('security', 'approvals', 'permanent')`)
@Check('audit_leaves_sequence', `sequence >= 0`)
export class AuditLeaf {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_leaves_pk' }) sequence: bigint;
  @Column('uuid') eventId: string;
  /** RFC 6962 section 2.1, over `leafEntry`. */
  @Column('bytea') hash: Buffer;
  /** The class of its event, which says when the event may be gone. */
  @Column('text') retention: RetentionClass;
  /** See `leafMac`. */
  @Column('bytea') mac: Buffer;
}
