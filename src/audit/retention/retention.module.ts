import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { SealingModule } from '../sealing/sealing.module';
import { AuditRetentionJob } from './audit-retention.job';
import { AuditRetention } from './audit-retention.service';

/** How long events stay. */
@Module({ imports: [AuditModule, SealingModule], providers: [AuditRetention, AuditRetentionJob] })
export class AuditRetentionModule {}
