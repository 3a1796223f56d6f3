import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { PoliciesController } from './policies.controller';
import { PolicyAdministration } from './policy-administration.service';
import { PolicyHistory } from './policy-history.service';
import { PolicyImpact } from './policy-impact.service';

@Module({
  imports: [AuditModule, TwoFactorModule],
  controllers: [PoliciesController],
  providers: [PolicyAdministration, PolicyHistory, PolicyImpact],
})
export class PoliciesModule {}
