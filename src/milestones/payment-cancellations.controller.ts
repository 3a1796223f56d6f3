import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { Idempotent } from '../common/http/idempotent';
import type { RequestContext } from '../common/http/request-context';
import { PaymentView } from '../payments/payment-view';
import { PaymentCancellation } from './payment-cancellation.service';

@ApiTags('payments')
@OnlyFor('client')
@Controller('payments')
export class PaymentCancellationsController {
  constructor(private readonly cancellation: PaymentCancellation) {}

  /** For a payment on hold that was never started. It fails as `cancelled`; its milestone is `submitted` again. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: PaymentView })
  cancel(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<PaymentView> {
    return this.cancellation.cancel(userId, context, id);
  }
}
