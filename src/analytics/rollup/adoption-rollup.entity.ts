import { Column, Entity, PrimaryColumn } from 'typeorm';

// A fresh object each: TypeORM writes into it.
const pk = () => ({ primaryKeyConstraintName: 'analytics_adoption_pk' });

/** Accounts of a type as they were at the end of a day (UTC), or are now. */
@Entity('analytics_adoption')
export class AdoptionRollup {
  @PrimaryColumn('date', pk()) day: string;
  @PrimaryColumn('text', pk()) accountType: string;
  @Column('integer') accounts: number;
  /** With an active factor of any method. */
  @Column('integer') protected: number;
  @Column('integer') webauthn: number;
  @Column('integer') totp: number;
  @Column('integer') sms: number;
  @Column('integer') email: number;
}
