import { Module } from '@nestjs/common';
import { AuditRecorder } from './audit-recorder';
import { Refusals } from './refusals';

/** Recording only. Reading lives in `audit/query`, which may use the guards of other modules. */
@Module({ providers: [AuditRecorder, Refusals], exports: [AuditRecorder, Refusals] })
export class AuditModule {}
