import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { AppConfig } from '../config/app-config';
import { NotificationsModule } from '../notifications/notifications.module';
import { AuthorizationService } from './authorization.service';
import { AuthorizationReports } from './authorization-reports.service';
import { AuthorizationSettlement } from './authorization-settlement';
import { AuthorizationVoiding } from './authorization-voiding.service';
import { Capturing } from './capturing.service';
import { DisputeService } from './disputes/dispute.service';
import { AdminHoldsController } from './holds/admin-holds.controller';
import { EndedHoldsJob } from './holds/ended-holds.job';
import { FreedPayments } from './holds/freed-payments.service';
import { HoldService } from './holds/hold.service';
import { HoldLifting } from './holds/hold-lifting.service';
import { HoldListService } from './holds/hold-list.service';
import { HoldPlacing } from './holds/hold-placing.service';
import { HoldsController } from './holds/holds.controller';
import { PaymentService } from './payment.service';
import { PaymentGateway } from './payment-gateway';
import { PaymentMethodsController } from './payment-methods.controller';
import { PaymentRetryService } from './payment-retry.service';
import { PaymentsController } from './payments.controller';
import { ReleaseService } from './release.service';
import { ReleasedPayments } from './released-payments.service';
import { ResolveAuthorizationsJob } from './resolve-authorizations.job';
import { ResolvePaymentsJob } from './resolve-payments.job';
import { SandboxGateway } from './sandbox/sandbox-gateway';
import { ProcessedEventsJob } from './stripe/processed-events.job';
import { StripeClient } from './stripe/stripe-client';
import { StripeEventsJob } from './stripe/stripe-events.job';
import { StripeEvents } from './stripe/stripe-events.service';
import { StripeGateway } from './stripe/stripe-gateway';
import { StripeObjects } from './stripe/stripe-objects.service';
import { StripeWebhooksController } from './stripe/stripe-webhooks.controller';

@Module({
  imports: [AuditModule, NotificationsModule, TwoFactorModule],
  controllers: [
    PaymentsController,
    PaymentMethodsController,
    StripeWebhooksController,
    HoldsController,
    AdminHoldsController,
  ],
  providers: [
    AuthorizationService,
    AuthorizationReports,
    AuthorizationSettlement,
    DisputeService,
    ProcessedEventsJob,
    StripeEvents,
    StripeEventsJob,
    StripeObjects,
    AuthorizationVoiding,
    Capturing,
    EndedHoldsJob,
    FreedPayments,
    HoldLifting,
    HoldListService,
    HoldPlacing,
    HoldService,
    PaymentRetryService,
    PaymentService,
    ReleaseService,
    ReleasedPayments,
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
  exports: [
    AuthorizationService,
    AuthorizationVoiding,
    HoldService,
    PaymentRetryService,
    PaymentService,
    ReleaseService,
  ],
})
export class PaymentsModule {}
