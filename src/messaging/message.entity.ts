import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EmailTemplate } from './email-content';

/**
 * queued: waits until `dueAt`, then to sending. sending: on its way under a lease; when that runs out, anybody may
 * try again. sent, failed, expired: over, and the content is wiped.
 */
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'expired';

/** `sent`: handed to the carrier, which may say no more. */
export type Receipt = 'sent' | 'delivered' | 'undelivered';
export type Channel = 'email' | 'sms';
/** An SMS is written when it is queued, so that every try sends the same text. */
export type MessageTemplate = EmailTemplate | 'sms-text';

@Entity('messages')
@Index('messages_of_challenge', ['challengeId', 'createdAt'], { where: 'challenge_id IS NOT NULL' })
@Index('messages_codes_by_user', ['userId', 'createdAt'], { where: 'challenge_id IS NOT NULL' })
@Index('messages_waiting', ['dueAt'], { where: `status IN ('queued', 'sending')` })
@Check('messages_channel', `channel IN ('email', 'sms')`)
@Check('messages_status', `status IN ('queued', 'sending', 'sent', 'failed', 'expired')`)
@Check(
  'messages_content_wiped',
  `(sealed_content IS NOT NULL) = (status IN ('queued', 'sending') OR receipt_due_at IS NOT NULL)`,
)
@Check('messages_receipt_due', `receipt_due_at IS NULL OR status = 'sent'`)
@Check('messages_receipt', `receipt IN ('sent', 'delivered', 'undelivered')`)
@Index('messages_failed', ['lastFailedAt'], { where: 'last_failed_at IS NOT NULL' })
@Index('messages_awaiting_receipt', ['receiptDueAt'], { where: 'receipt_due_at IS NOT NULL' })
@Check('messages_sent', `(status = 'sent') = (sent_at IS NOT NULL)`)
@Check(
  'messages_priced',
  `channel = 'sms' AND segments > 0 AND country ~ '^[A-Z]{2}$' OR (segments IS NULL AND country IS NULL)`,
)
@Check('messages_leased', `(status = 'sending') = (lease_until IS NOT NULL)`)
export class Message {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'messages_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('uuid', { nullable: true }) challengeId: string | null;
  /** The phone that a text goes to. */
  @Column('uuid', { nullable: true }) factorId: string | null;
  @Column('text') channel: Channel;
  @Column('text') template: MessageTemplate;
  /** An e-mail address, or a phone number of which most is hidden: the whole one is in the sealed content. */
  @Column('text') destination: string;
  /** What the template says, encrypted: it may hold a code. */
  @Column('text', { nullable: true }) sealedContent: string | null;
  @Column('text') status: MessageStatus;
  @Column('text', { nullable: true }) provider: string | null;
  /** What the provider has reported so far. */
  @Column('text', { nullable: true }) receipt: Receipt | null;
  /** While a receipt is awaited the content is kept, for another provider. */
  @Column('timestamptz', { nullable: true }) receiptDueAt: Date | null;
  /** Had its turn and did not deliver. */
  @Column('text', { nullable: true }) avoidProvider: string | null;
  @Column('integer', { default: 0 }) attempts: number;
  @Column('timestamptz') dueAt: Date;
  @Column('timestamptz', { nullable: true }) leaseUntil: Date | null;
  /** The kind of the last failure; never an address or a provider's free text. */
  @Column('text', { nullable: true }) lastError: string | null;
  @Column('timestamptz', { nullable: true }) lastFailedAt: Date | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) sentAt: Date | null;
  /** What the price of a text follows from: the country of its number (ISO 3166-1 alpha-2) and its length. Null for mail. */
  @Column('text', { nullable: true }) country: string | null;
  @Column('smallint', { nullable: true }) segments: number | null;
  /** Its row goes when it is over, by a trigger: nothing is to be left of whom it was for. */
  @Column('boolean', { default: false }) deletedWhenOver: boolean;
}
