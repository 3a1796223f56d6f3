import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What an event is about: our side of an intent, or a dispute. */
export type EventSubject = 'authorization' | 'dispute';

/** The gateway reported that something has changed. What has, it is asked: the order of reports does not matter then. */
@Entity('gateway_events')
@Index('gateway_events_waiting', ['attempts', 'receivedAt'], { where: 'processed_at IS NULL' })
@Index('gateway_events_processed', ['processedAt'])
@Check('gateway_events_subject', `subject IN ('authorization', 'dispute')`)
export class GatewayEvent {
  /** The gateway's: a report that comes twice is kept once. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'gateway_events_pk' }) id: string;
  @Column('text') type: string;
  @Column('text') subject: EventSubject;
  /** The gateway's name of the intent or dispute. */
  @Column('text') reference: string;
  @Column('integer', { default: 0 }) attempts: number;
  @Column('timestamptz') receivedAt: Date;
  @Column('timestamptz', { nullable: true }) processedAt: Date | null;
}
