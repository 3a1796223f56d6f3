import { Injectable } from '@nestjs/common';
import { SecretBox } from '../common/crypto/secret-box';
import type { EmailContent } from './email-content';
import { EmailRenderer } from './email-renderer';
import { EmailSender } from './email-sender';
import { contentLocation } from './message-outbox';
import type { ClaimedMessage } from './message-statements';
import { type Sms, SmsSender } from './sms/sms-sender';

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
  async carry(message: ClaimedMessage): Promise<{ provider: string }> {
    if (message.channel === 'sms') return this.texts.send(this.open(message) as Sms);
    const { id, template, destination } = message;
    const content = { template, content: this.open(message) } as EmailContent;
    const rendered = this.renderer.render(content, message);
    await this.emails.send({ messageId: id, to: destination, ...rendered });
    return { provider: this.emails.provider };
  }

  private open({ id, userId, sealedContent }: ClaimedMessage): unknown {
    return JSON.parse(this.secretBox.open(sealedContent, contentLocation(userId, id)).toString('utf8'));
  }
}
