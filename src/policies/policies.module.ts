import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { DualControlModule } from '../dual-control/dual-control.module';
import { PoliciesController } from './policies.controller';
import { PolicyAdministration } from './policy-administration.service';
import { PolicyHistory } from './policy-history.service';
import { PolicyImpact } from './policy-impact.service';
import { PolicyProposals } from './policy-proposals.service';
import { PolicyVersions } from './policy-versions.service';

@Module({
  imports: [AuditModule, TwoFactorModule, DualControlModule],
  controllers: [PoliciesController],
  providers: [PolicyAdministration, PolicyHistory, PolicyImpact, PolicyProposals, PolicyVersions],
})
export class PoliciesModule {}
