import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { mustTouch } from '../common/database/sql';
import { PaymentsModule } from '../payments/payments.module';
import { ReleaseService } from '../payments/release.service';
import { UsersModule } from '../users/users.module';
import { ApprovalService } from './approvals/approval.service';
import { ApprovalExecution } from './approvals/approval-execution';
import { ApprovalInitiation } from './approvals/approval-initiation.service';
import { ApprovalPreparation } from './approvals/approval-preparation';
import { markMilestonePaid } from './approvals/approval-statements';
import { ApprovalVerification } from './approvals/approval-verification.service';
import { ApprovalVoiding } from './approvals/approval-voiding';
import { ApprovalsController } from './approvals/approvals.controller';
import { ContractService } from './contract.service';
import { ContractsController } from './contracts.controller';
import { MilestoneService } from './milestone.service';
import { MilestonesController } from './milestones.controller';

@Module({
  imports: [AuditModule, UsersModule, TwoFactorModule, PaymentsModule],
  controllers: [ContractsController, ApprovalsController, MilestonesController],
  providers: [
    ApprovalExecution,
    ApprovalInitiation,
    ApprovalPreparation,
    ApprovalService,
    ApprovalVerification,
    ApprovalVoiding,
    ContractService,
    MilestoneService,
  ],
})
export class MilestonesModule implements OnModuleInit {
  constructor(private readonly releases: ReleaseService) {}

  /** A milestone is paid in the transaction that records its release. */
  onModuleInit(): void {
    this.releases.onRelease((manager, milestoneId, releasedAt) =>
      mustTouch(manager, 1, markMilestonePaid, [milestoneId, releasedAt]),
    );
  }
}
