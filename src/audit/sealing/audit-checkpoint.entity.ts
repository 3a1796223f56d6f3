import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed statement of the log's size and root. */
@Entity('audit_checkpoints')
@Check('audit_checkpoints_size', `size > 0`)
export class AuditCheckpoint {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_checkpoints_pk' }) size: bigint;
  /** C2SP tlog-checkpoint. */
  @Column('text') note: string;
  @Column('timestamptz') sealedAt: Date;
  /** Which database cluster's transaction numbers `sealedBelow` belongs to. */
  @Column('text') cluster: string;
  /** Every event of a transaction below it is sealed. */
  @Column('bigint') sealedBelow: bigint;
}
