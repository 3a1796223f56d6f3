import { Column, Entity, PrimaryColumn } from 'typeorm';

// A fresh object each: TypeORM writes into it.
const pk = () => ({ primaryKeyConstraintName: 'analytics_deliveries_pk' });

/** Messages that were queued in one hour, by what became of them. */
@Entity('analytics_deliveries')
export class DeliveryRollup {
  @PrimaryColumn('timestamptz', pk()) hour: Date;
  @PrimaryColumn('text', pk()) channel: string;
  /** `none` until one has had it. */
  @PrimaryColumn('text', pk()) provider: string;
  /** Of the challenge whose code it carries; `notice` for all others. */
  @PrimaryColumn('text', pk()) purpose: string;
  /** Of the number that a text goes to; empty for mail. */
  @PrimaryColumn('text', pk()) country: string;
  /** A text that failed over counts with the provider that had it last. */
  @Column('integer') messages: number;
  @Column('integer') accepted: number;
  @Column('integer') delivered: number;
  @Column('integer') undelivered: number;
  @Column('integer') failed: number;
  @Column('integer') expired: number;
  @Column('integer') waiting: number;
  @Column('integer') codes: number;
  @Column('integer') resends: number;
  @Column('integer') methodFallbacks: number;
  @Column('integer') providerFallbacks: number;
  /** Of texts that a provider took: each try is paid for. */
  @Column('integer') segments: number;
}
