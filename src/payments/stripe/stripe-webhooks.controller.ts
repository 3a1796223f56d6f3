import { Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../auth/sessions/principal';
import { Clock } from '../../common/clock';
import { StripeClient } from './stripe-client';
import { StripeEvents } from './stripe-events.service';

/** Called by Stripe, not by people: not a part of the documented API. */
@ApiExcludeController()
@Controller('webhooks/stripe')
export class StripeWebhooksController {
  constructor(
    private readonly client: StripeClient,
    private readonly events: StripeEvents,
    private readonly clock: Clock,
  ) {}

  /** The signature is over the bytes as they came, so nobody parses them before. */
  @Post()
  @Public()
  @HttpCode(204)
  async receive(
    @Req() { body }: FastifyRequest,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<void> {
    await this.events.keep(this.client.readEvent(body, signature, this.clock.now()));
  }
}
