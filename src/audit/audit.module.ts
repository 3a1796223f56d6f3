import { Module } from '@nestjs/common';
import { AuditRecorder } from './audit-recorder';

/** Recording only. Reading lives in `audit/query`, which may use the guards of other modules. */
@Module({ providers: [AuditRecorder], exports: [AuditRecorder] })
export class AuditModule {}
