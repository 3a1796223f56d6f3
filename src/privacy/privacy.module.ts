import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { SessionsModule } from '../auth/sessions/sessions.module';
import { DualControlModule } from '../dual-control/dual-control.module';
import { MessagingModule } from '../messaging/messaging.module';
import { DataExportController } from './data-export.controller';
import { DataExportService } from './data-export.service';
import { ErasureService } from './erasure.service';
import { ErasuresController } from './erasures.controller';
import { LogErasureJob } from './log-erasure.job';

/** What persons may ask for (GDPR chapter III): a copy of what is held about them, and that it is erased. */
@Module({
  imports: [AuditModule, SessionsModule, TwoFactorModule, DualControlModule, MessagingModule],
  controllers: [ErasuresController, DataExportController],
  providers: [ErasureService, LogErasureJob, DataExportService],
})
export class PrivacyModule {}
