import { Module } from '@nestjs/common';
import { AuditRecorder } from './audit-recorder';
import { CommittedRecords } from './committed-records';
import { RecordedEvents } from './recorded-events';
import { Refusals } from './refusals';

/** Recording only. Reading lives in `audit/query`, which may use the guards of other modules. */
@Module({
  providers: [AuditRecorder, CommittedRecords, RecordedEvents, Refusals],
  exports: [AuditRecorder, RecordedEvents, Refusals],
})
export class AuditModule {}
