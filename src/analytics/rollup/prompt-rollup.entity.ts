import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

// A fresh object each: TypeORM writes into it.
const pk = () => ({ primaryKeyConstraintName: 'analytics_prompts_pk' });

/** Approvals that were started in one hour: all of them, and again for each reason and signal of their decision. */
@Entity('analytics_prompts')
@Check('analytics_prompts_kind', `kind IN ('all', 'reason', 'signal')`)
@Check('analytics_prompts_order', 'approvals >= prompted AND prompted >= answered AND answered >= disputed')
export class PromptRollup {
  @PrimaryColumn('timestamptz', pk()) hour: Date;
  @PrimaryColumn('text', pk()) kind: 'all' | 'reason' | 'signal';
  @PrimaryColumn('text', pk()) name: string;
  @PrimaryColumn('text', pk()) amountClass: string;
  @Column('integer') approvals: number;
  @Column('integer') prompted: number;
  @Column('integer') answered: number;
  @Column('integer') disputed: number;
}
