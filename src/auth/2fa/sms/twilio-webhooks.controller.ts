import { Body, Controller, Header, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../../../common/http/request-context';
import { DeliveryReceipts } from '../../../messaging/delivery-receipts';
import type { Receipt } from '../../../messaging/message.entity';
import { TwilioSignature } from '../../../messaging/sms/twilio-signature';
import { finalRefusal } from '../../../messaging/sms/twilio-sms-sender';
import { Context, Public } from '../../sessions/principal';
import { SmsKeywordService } from './sms-keyword.service';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values; the others say nothing yet. */
const receipts: Partial<Record<string, Receipt>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

/** Called by Twilio, not by people: not a part of the documented API. */
@ApiExcludeController()
@Controller('webhooks/twilio')
export class TwilioWebhooksController {
  constructor(
    private readonly signature: TwilioSignature,
    private readonly deliveries: DeliveryReceipts,
    private readonly keywords: SmsKeywordService,
  ) {}

  @Post('status')
  @Public()
  @HttpCode(204)
  async status(
    @Req() { originalUrl, query }: FastifyRequest,
    @Headers('x-twilio-signature') signature: string | undefined,
    @Body() body: unknown,
  ): Promise<void> {
    const form = this.signature.verify(signature, originalUrl, body);
    const { message } = query as { message?: unknown };
    const receipt = receipts[form.MessageStatus ?? ''];
    if (typeof message !== 'string' || !UUID.test(message) || !receipt) return;
    const refusal = receipt === 'undelivered' ? finalRefusal(form.ErrorCode) : null;
    await (refusal ? this.deliveries.noteRefusal(message, refusal) : this.deliveries.note(message, receipt));
  }

  @Post('incoming')
  @Public()
  @HttpCode(200)
  @Header('Content-Type', 'text/xml')
  async incoming(
    @Req() { originalUrl }: FastifyRequest,
    @Headers('x-twilio-signature') signature: string | undefined,
    @Body() body: unknown,
    @Context() context: RequestContext,
  ): Promise<string> {
    const form = this.signature.verify(signature, originalUrl, body);
    await this.keywords.receive(context, form.From ?? '', form.OptOutType ?? form.Body ?? '');
    return '<Response/>';
  }
}
