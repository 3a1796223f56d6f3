import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { OnlyFor } from '../auth/sessions/principal';
import { type OfferedPaymentMethod, PaymentGateway } from './payment-gateway';

class PaymentMethodView implements OfferedPaymentMethod {
  @ApiProperty({ example: 'pm_card_visa', description: 'What `paymentMethod` of an authorization takes.' })
  reference: string;
  @ApiProperty({ example: 'Visa' }) brand: string;
  @ApiProperty({ example: '4242', description: 'The last four digits.' }) last4: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Works',
    description: 'For test cards: what it does.',
  })
  label: string | null;
  @ApiProperty({ description: 'Whether no money is behind it.' }) isTest: boolean;
}

class PaymentMethodList {
  @ApiProperty({
    type: [PaymentMethodView],
    description: 'Empty where the gateway keeps none: clients name theirs by its reference then.',
  })
  items: PaymentMethodView[];
}

@ApiTags('payments')
@OnlyFor('client')
@Controller('payment-methods')
export class PaymentMethodsController {
  constructor(private readonly gateway: PaymentGateway) {}

  /** What money can be held with: the test cards of the sandbox, nothing with Stripe. */
  @Get()
  @ApiOkResponse({ type: PaymentMethodList })
  list(): PaymentMethodList {
    return { items: [...this.gateway.paymentMethods] };
  }
}
