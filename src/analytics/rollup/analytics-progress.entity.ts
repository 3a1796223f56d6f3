import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('analytics_progress')
@Check('analytics_progress_one', 'id')
export class AnalyticsProgress {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'analytics_progress_pk', default: true }) id: boolean;
  /** What happened before has been rolled up at least once. */
  @Column('timestamptz') rolledUntil: Date;
}
