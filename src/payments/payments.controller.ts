import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { IdempotencyKey, Idempotent } from '../common/http/idempotent';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { PaymentService } from './payment.service';
import { PaymentRetryService } from './payment-retry.service';
import { PaymentView } from './payment-view';

class PaymentPage {
  @ApiProperty({ type: [PaymentView] }) items: PaymentView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

/** A payment is visible to its client and its payee. */
@ApiTags('payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentService,
    private readonly retries: PaymentRetryService,
  ) {}

  @Get()
  @ApiOkResponse({ type: PaymentPage })
  list(@CurrentUser() principal: Principal, @Query() query: PageQuery): Promise<PaymentPage> {
    return this.payments.list(principal, query);
  }

  /** After the gateway has refused it for good: under the same approval, without a new code. */
  @Post(':id/retry')
  @OnlyFor('client')
  @Idempotent()
  @ApiCreatedResponse({ type: PaymentView, description: 'The new payment.' })
  retry(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @IdempotencyKey() key: string,
    @Id() id: string,
  ): Promise<PaymentView> {
    return this.retries.retry(userId, context, id, key);
  }

  @Get(':id')
  @ApiOkResponse({ type: PaymentView })
  read(@CurrentUser() { userId }: Principal, @Id() id: string): Promise<PaymentView> {
    return this.payments.read(userId, id);
  }
}
