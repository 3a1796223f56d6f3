import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One code of a person's only set. Using it wipes its hash; making a new set deletes the rows of the old one. */
@Entity('backup_codes')
@Index('backup_codes_one_a_tag', ['userId', 'tag'], { unique: true })
@Check('backup_codes_tag', `tag BETWEEN 0 AND 255`)
@Check('backup_codes_used', `(used_at IS NULL) = (code_hash IS NOT NULL)`)
export class BackupCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'backup_codes_pk' }) id: string;
  @Column('uuid') userId: string;
  /** 8 bits of a MAC: finds the one code that a typed one could be. */
  @Column('smallint') tag: number;
  @Column('text', { nullable: true }) codeHash: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) usedAt: Date | null;
}
