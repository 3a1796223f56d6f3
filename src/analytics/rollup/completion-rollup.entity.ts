import { Column, Entity, PrimaryColumn } from 'typeorm';

// A fresh object each: TypeORM writes into it.
const pk = () => ({ primaryKeyConstraintName: 'analytics_completions_pk' });

/** How long challenges of one hour took until they were proven: one row a step of the histogram, see `stepOf`. */
@Entity('analytics_completions')
export class CompletionRollup {
  @PrimaryColumn('timestamptz', pk()) hour: Date;
  @PrimaryColumn('text', pk()) purpose: string;
  @PrimaryColumn('text', pk()) method: string;
  @PrimaryColumn('smallint', pk()) step: number;
  @Column('integer') completions: number;
}
