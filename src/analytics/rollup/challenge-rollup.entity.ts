import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

// A fresh object each: TypeORM writes into it.
const pk = () => ({ primaryKeyConstraintName: 'analytics_challenges_pk' });

/** Challenges that were opened in one hour, by what became of them. */
@Entity('analytics_challenges')
@Check('analytics_challenges_whole', 'opened = succeeded + failed + abandoned + still_open')
export class ChallengeRollup {
  @PrimaryColumn('timestamptz', pk()) hour: Date;
  @PrimaryColumn('text', pk()) purpose: string;
  /** Which proved it, or was offered last where nothing has. */
  @PrimaryColumn('text', pk()) method: string;
  /** See `amountClass`. */
  @PrimaryColumn('text', pk()) amountClass: string;
  @Column('integer') opened: number;
  @Column('integer') succeeded: number;
  @Column('integer') failed: number;
  @Column('integer') abandoned: number;
  @Column('integer') stillOpen: number;
  @Column('integer') wrongProofs: number;
}
