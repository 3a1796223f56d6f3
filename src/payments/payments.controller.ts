import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { PageQuery } from '../common/http/page';
import { PaymentService } from './payment.service';
import { PaymentView } from './payment-view';

class PaymentPage {
  @ApiProperty({ type: [PaymentView] }) items: PaymentView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

/** A payment is visible to its client and its payee. */
@ApiTags('payments')
@Controller('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentService) {}

  @Get()
  @ApiOkResponse({ type: PaymentPage })
  list(@CurrentUser() { userId }: Principal, @Query() query: PageQuery): Promise<PaymentPage> {
    return this.payments.list(userId, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: PaymentView })
  read(@CurrentUser() { userId }: Principal, @Id() id: string): Promise<PaymentView> {
    return this.payments.read(userId, id);
  }
}
