import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One line for each text that was queued, or number that was looked up; the caps are counted from these. Numbers stand here only hashed. */
@Entity('sms_sends')
@Index('sms_sends_by_user', ['userId', 'createdAt'])
@Index('sms_sends_by_number', ['numberHash', 'createdAt'])
@Index('sms_sends_by_prefix', ['prefixHash', 'createdAt'])
@Index('sms_sends_by_network', ['network', 'createdAt'])
@Index('sms_sends_by_time', ['createdAt'])
export class SmsSend {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sms_sends_pk' }) id: string;
  @Column('uuid') userId: string;
  /** Null: the number was looked up, and no text has followed. */
  @Column('uuid', { nullable: true }) challengeId: string | null;
  @Column('bytea') numberHash: Buffer;
  @Column('bytea') prefixHash: Buffer;
  @Column('text') network: string;
  /** To a number that nobody had proven yet. */
  @Column('boolean') enrolment: boolean;
  @Column('timestamptz') createdAt: Date;
}
