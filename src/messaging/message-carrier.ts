import { Injectable } from '@nestjs/common';
import { SecretBox } from '../common/crypto/secret-box';
import type { EmailContent } from './email-content';
import { EmailRenderer } from './email-renderer';
import { EmailSender } from './email-sender';
import { contentLocation } from './message-outbox';
import type { ClaimedMessage } from './message-statements';
import { type AcceptedSms, type Sms, SmsSender } from './sms/sms-sender';

export type Carried = Pick<AcceptedSms, 'provider' | 'awaitsReceipt'>;

/** Hands one claimed message to the providers of its channel. */
@Injectable()
export class MessageCarrier {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly renderer: EmailRenderer,
    private readonly emails: EmailSender,
    private readonly texts: SmsSender,
  ) {}

  /** @throws SendingFailure */
  async carry(message: ClaimedMessage): Promise<Carried> {
    if (message.channel === 'sms') {
      const { to, text } = this.open(message) as Pick<Sms, 'to' | 'text'>;
      return this.texts.send({ id: message.id, to, text, avoid: message.avoidProvider });
    }
    const { id, template, destination } = message;
    const content = { template, content: this.open(message) } as EmailContent;
    const rendered = this.renderer.render(content, message);
    await this.emails.send({ messageId: id, to: destination, ...rendered });
    return { provider: this.emails.provider, awaitsReceipt: false };
  }

  private open({ id, userId, sealedContent }: ClaimedMessage): unknown {
    return JSON.parse(this.secretBox.open(sealedContent, contentLocation(userId, id)).toString('utf8'));
  }
}
