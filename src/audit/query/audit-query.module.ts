import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { SealingModule } from '../sealing/sealing.module';
import { AuditEventsController } from './audit-events.controller';
import { AuditIntegrity } from './audit-integrity.service';
import { AuditLogService } from './audit-log.service';
import { AuditProofsController } from './audit-proofs.controller';
import { AuditProofs } from './audit-proofs.service';
import { AuditExportController } from './export/audit-export.controller';
import { AuditExports } from './export/audit-export.service';
import { ExportPages } from './export/export-pages';

@Module({
  imports: [AuditModule, SealingModule],
  controllers: [AuditEventsController, AuditProofsController, AuditExportController],
  providers: [AuditLogService, AuditProofs, AuditIntegrity, AuditExports, ExportPages],
})
export class AuditQueryModule {}
