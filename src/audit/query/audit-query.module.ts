import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { AuditEventsController } from './audit-events.controller';
import { AuditLogService } from './audit-log.service';

@Module({ imports: [AuditModule], controllers: [AuditEventsController], providers: [AuditLogService] })
export class AuditQueryModule {}
