import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The hash of a complete subtree of 256, 65,536, … leaves, so that no proof reads more than 256 hashes a level. */
@Entity('audit_subtrees')
@Check('audit_subtrees_level', `level > 0 AND level % 8 = 0`)
@Check('audit_subtrees_hash', `octet_length(hash) = 32`)
export class AuditSubtree {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'audit_subtrees_pk' }) level: number;
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_subtrees_pk' }) position: bigint;
  @Column('bytea') hash: Buffer;
}
