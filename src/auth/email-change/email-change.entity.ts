import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An address that an account had, for as long as a "wasn't me" link may bring it back. */
@Entity('email_changes')
@Index('email_changes_in_force', ['userId', 'changedAt'], { where: 'undone_at IS NULL' })
@Index('email_changes_by_time', ['changedAt'])
@Check('email_changes_undone', 'undone_at >= changed_at')
export class EmailChange {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_changes_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('text') fromEmail: string;
  @Column('timestamptz') changedAt: Date;
  @Column('timestamptz', { nullable: true }) undoneAt: Date | null;
}
