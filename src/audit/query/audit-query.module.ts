import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
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
import { NdjsonExports } from './export/ndjson-exports.service';
import { RecordedReads } from './recorded-reads.interceptor';
import { EventCounts } from './report/event-counts';
import { EvidenceItems } from './report/evidence-items.service';
import { EvidenceReportController } from './report/evidence-report.controller';
import { EvidenceReports } from './report/evidence-report.service';

@Module({
  imports: [AuditModule, SealingModule],
  controllers: [
    AuditEventsController,
    AuditProofsController,
    AuditExportController,
    EvidenceReportController,
  ],
  providers: [
    AuditLogService,
    AuditProofs,
    AuditIntegrity,
    AuditExports,
    ExportPages,
    NdjsonExports,
    EventCounts,
    EvidenceItems,
    EvidenceReports,
    { provide: APP_INTERCEPTOR, useClass: RecordedReads },
  ],
})
export class AuditQueryModule {}
