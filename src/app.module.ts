import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AdminRecoveryModule } from './admin-recovery/admin-recovery.module';
import { AdminUsersModule } from './admin-users/admin-users.module';
import { AnalyticsModule } from './analytics/analytics.module';
import { AuditModule } from './audit/audit.module';
import { AuditQueryModule } from './audit/query/audit-query.module';
import { AuditRetentionModule } from './audit/retention/retention.module';
import { SealingModule } from './audit/sealing/sealing.module';
import { TwoFactorModule } from './auth/2fa/2fa.module';
import { AuthModule } from './auth/auth.module';
import { AccessGuard } from './auth/sessions/access.guard';
import { IdentifyGuard } from './auth/sessions/identify.guard';
import { SessionsModule } from './auth/sessions/sessions.module';
import { CommonModule } from './common/common.module';
import { DatabaseModule } from './common/database/database.module';
import { HttpModule } from './common/http/http.module';
import { RequestBrakeGuard } from './common/http/request-brake.guard';
import { JobsModule } from './common/jobs/jobs.module';
import type { AppConfig } from './config/app-config';
import { ConfigModule } from './config/config.module';
import { DualControlModule } from './dual-control/dual-control.module';
import { HealthModule } from './health/health.module';
import { MessagingModule } from './messaging/messaging.module';
import { MetricsModule } from './metrics/metrics.module';
import { MilestonesModule } from './milestones/milestones.module';
import { NotificationInboxModule } from './notifications/inbox/notification-inbox.module';
import { NotificationsModule } from './notifications/notifications.module';
import { PaymentsModule } from './payments/payments.module';
import { PoliciesModule } from './policies/policies.module';
import { PrivacyModule } from './privacy/privacy.module';
import { SecurityReportsModule } from './security-reports/security-reports.module';
import { UsersModule } from './users/users.module';

@Module({
  imports: [
    DatabaseModule,
    CommonModule,
    JobsModule,
    HttpModule,
    AuditModule,
    SealingModule,
    UsersModule,
    SessionsModule,
    MessagingModule,
    NotificationsModule,
    NotificationInboxModule,
    TwoFactorModule,
    AuthModule,
    PaymentsModule,
    MilestonesModule,
    SecurityReportsModule,
    AuditQueryModule,
    DualControlModule,
    AuditRetentionModule,
    AdminRecoveryModule,
    AdminUsersModule,
    PoliciesModule,
    AnalyticsModule,
    PrivacyModule,
    HealthModule,
    MetricsModule,
  ],
  providers: [
    // In this order: who is asking, whether too often, whether they may.
    { provide: APP_GUARD, useExisting: IdentifyGuard },
    { provide: APP_GUARD, useExisting: RequestBrakeGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(config)] };
  }
}
