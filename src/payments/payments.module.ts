import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { AppConfig } from '../config/app-config';
import { AuthorizationService } from './authorization.service';
import { PaymentService } from './payment.service';
import { PaymentGateway } from './payment-gateway';
import { PaymentRetryService } from './payment-retry.service';
import { PaymentsController } from './payments.controller';
import { ReleaseService } from './release.service';
import { ResolveAuthorizationsJob } from './resolve-authorizations.job';
import { ResolvePaymentsJob } from './resolve-payments.job';
import { SandboxGateway } from './sandbox/sandbox-gateway';

@Module({
  imports: [AuditModule],
  controllers: [PaymentsController],
  providers: [
    AuthorizationService,
    PaymentRetryService,
    PaymentService,
    ReleaseService,
    ResolveAuthorizationsJob,
    ResolvePaymentsJob,
    SandboxGateway,
    {
      provide: PaymentGateway,
      inject: [AppConfig, SandboxGateway],
      useFactory: ({ paymentGateway }: AppConfig, sandbox: SandboxGateway): PaymentGateway =>
        ({ sandbox })[paymentGateway],
    },
  ],
  exports: [AuthorizationService, PaymentRetryService, PaymentService, ReleaseService],
})
export class PaymentsModule {}
