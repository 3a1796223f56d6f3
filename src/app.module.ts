import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from './audit/audit.module';
import { AccessGuard } from './auth/sessions/access.guard';
import { IdentifyGuard } from './auth/sessions/identify.guard';
import { SessionsModule } from './auth/sessions/sessions.module';
import { CommonModule } from './common/common.module';
import { DatabaseModule } from './common/database/database.module';
import { JobsModule } from './common/jobs/jobs.module';
import { ProblemFilter } from './common/problem/problem.filter';
import type { AppConfig } from './config/app-config';
import { ConfigModule } from './config/config.module';
import { UsersModule } from './users/users.module';

@Module({
  imports: [DatabaseModule, CommonModule, JobsModule, AuditModule, UsersModule, SessionsModule],
  providers: [
    ProblemFilter,
    // In this order: who is asking, whether too often, whether they may.
    { provide: APP_GUARD, useExisting: IdentifyGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(config)] };
  }
}
