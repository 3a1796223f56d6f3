import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { AppConfig } from '../config/app-config';
import { NotificationsModule } from '../notifications/notifications.module';
import { AuthorizationService } from './authorization.service';
import { AuthorizationSettlement } from './authorization-settlement';
import { Capturing } from './capturing.service';
import { EndedHoldsJob } from './holds/ended-holds.job';
import { FreedPayments } from './holds/freed-payments.service';
import { HoldService } from './holds/hold.service';
import { HoldListService } from './holds/hold-list.service';
import { HoldsController } from './holds/holds.controller';
import { PaymentService } from './payment.service';
import { PaymentGateway } from './payment-gateway';
import { PaymentRetryService } from './payment-retry.service';
import { PaymentsController } from './payments.controller';
import { ReleaseService } from './release.service';
import { ResolveAuthorizationsJob } from './resolve-authorizations.job';
import { ResolvePaymentsJob } from './resolve-payments.job';
import { SandboxGateway } from './sandbox/sandbox-gateway';
import { StripeClient } from './stripe/stripe-client';
import { StripeGateway } from './stripe/stripe-gateway';

@Module({
  imports: [AuditModule, NotificationsModule, TwoFactorModule],
  controllers: [PaymentsController, HoldsController],
  providers: [
    AuthorizationService,
    AuthorizationSettlement,
    Capturing,
    EndedHoldsJob,
    FreedPayments,
    HoldListService,
    HoldService,
    PaymentRetryService,
    PaymentService,
    ReleaseService,
    ResolveAuthorizationsJob,
    ResolvePaymentsJob,
    SandboxGateway,
    StripeClient,
    StripeGateway,
    {
      provide: PaymentGateway,
      inject: [AppConfig, SandboxGateway, StripeGateway],
      useFactory: (
        { paymentGateway }: AppConfig,
        sandbox: SandboxGateway,
        stripe: StripeGateway,
      ): PaymentGateway => ({ sandbox, stripe })[paymentGateway],
    },
  ],
  exports: [AuthorizationService, HoldService, PaymentRetryService, PaymentService, ReleaseService],
})
export class PaymentsModule {}
