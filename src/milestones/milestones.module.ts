import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { SessionsModule } from '../auth/sessions/sessions.module';
import { PaymentsModule } from '../payments/payments.module';
import { UsersModule } from '../users/users.module';
import { ApprovalService } from './approvals/approval.service';
import { ApprovalExecution } from './approvals/approval-execution';
import { ApprovalInitiation } from './approvals/approval-initiation.service';
import { ApprovalPreparation } from './approvals/approval-preparation';
import { ApprovalRetry } from './approvals/approval-retry.service';
import { ApprovalVerification } from './approvals/approval-verification.service';
import { ApprovalVoiding } from './approvals/approval-voiding';
import { ApprovalsController } from './approvals/approvals.controller';
import { ExposureService } from './approvals/exposure.service';
import { ApprovalEventsController } from './approvals/live/approval-events.controller';
import { LiveReader } from './approvals/live/live-reader';
import { LiveStreams } from './approvals/live/live-streams.service';
import { OldExposuresJob } from './approvals/old-exposures.job';
import { PaymentStops } from './approvals/payment-stops';
import { StepUpJudge } from './approvals/step-up-judge';
import { AuthorizationsController } from './authorizations.controller';
import { ContractService } from './contract.service';
import { ContractsController } from './contracts.controller';
import { MilestoneService } from './milestone.service';
import { MilestonesController } from './milestones.controller';
import { PaymentCancellation } from './payment-cancellation.service';
import { PaymentCancellationsController } from './payment-cancellations.controller';

@Module({
  imports: [AuditModule, SessionsModule, UsersModule, TwoFactorModule, PaymentsModule],
  controllers: [
    ContractsController,
    AuthorizationsController,
    ApprovalEventsController,
    ApprovalsController,
    MilestonesController,
    PaymentCancellationsController,
  ],
  providers: [
    ApprovalExecution,
    ApprovalInitiation,
    ApprovalPreparation,
    ApprovalRetry,
    ApprovalService,
    ApprovalVerification,
    ApprovalVoiding,
    ContractService,
    LiveReader,
    LiveStreams,
    ExposureService,
    MilestoneService,
    PaymentCancellation,
    PaymentStops,
    OldExposuresJob,
    StepUpJudge,
  ],
  exports: [ApprovalVoiding],
})
export class MilestonesModule {}
