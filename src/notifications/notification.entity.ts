import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('notifications')
@Unique('notifications_report_token_hash_unique', ['reportTokenHash'])
@Index('notifications_by_user', ['userId', 'id'])
@Index('notifications_unread_by_user', ['userId', 'id'], { where: 'read_at IS NULL' })
@Index('notifications_by_age', ['createdAt'])
@Check('notifications_reportable', '(report_token_hash IS NULL) = (report_until IS NULL)')
export class Notification {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notifications_pk' }) id: string;
  @Column('uuid') userId: string;
  /** A kind of the catalogue, perhaps one that only a newer build knows. */
  @Column('text') kind: string;
  /** What the catalogue's words need; no code, secret or whole phone number. */
  @Column('jsonb') params: object;
  /** Where it was done from. */
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) device: string | null;
  /** Of the "wasn't me" link in the mail; null when the notice has none. */
  @Column('bytea', { nullable: true }) reportTokenHash: Buffer | null;
  @Column('timestamptz', { nullable: true }) reportUntil: Date | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) readAt: Date | null;
}
