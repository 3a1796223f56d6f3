import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** open: waits for an admin to look into it. closed: one has, and said what came of it. */
export const reportStatuses = ['open', 'closed'] as const;
export type ReportStatus = (typeof reportStatuses)[number];

@Entity('security_reports')
@Unique('security_reports_notification_unique', ['notificationId'])
@Index('security_reports_by_user', ['userId'])
@Check('security_reports_status', `status IN ('open', 'closed')`)
@Check(
  'security_reports_closed',
  `(status = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_by IS NULL)
          AND (closed_at IS NULL) = (note IS NULL)`,
)
export class SecurityReport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'security_reports_pk' }) id: string;
  @Column('uuid') userId: string;
  /** The notice whose link was used; null when that is too old to be kept. */
  @Column('uuid', { nullable: true }) notificationId: string | null;
  @Column('text') noticeKind: string;
  @Column('timestamptz') noticedAt: Date;
  @Column('text') status: ReportStatus;
  /** Where the link was used. */
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) device: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null;
  @Column('uuid', { nullable: true }) closedBy: string | null;
  /** What the admin found. */
  @Column('text', { nullable: true }) note: string | null;
}
