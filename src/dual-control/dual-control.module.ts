import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { ExpiredProposalsJob } from './expired-proposals.job';
import { ProposalDecisions } from './proposal-decisions.service';
import { ProposalKinds } from './proposal-kinds';
import { ProposalList } from './proposal-list.service';
import { ProposalsController } from './proposals.controller';
import { Proposals } from './proposals.service';

/** What takes two admins: one opens a proposal, another confirms it. Other modules say what there is to confirm. */
@Module({
  imports: [AuditModule, TwoFactorModule, NotificationsModule],
  controllers: [ProposalsController],
  providers: [Proposals, ProposalDecisions, ProposalKinds, ProposalList, ExpiredProposalsJob],
  exports: [Proposals, ProposalKinds, ProposalList],
})
export class DualControlModule {}
