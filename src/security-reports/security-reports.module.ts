import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { AuthModule } from '../auth/auth.module';
import { SessionsModule } from '../auth/sessions/sessions.module';
import { MilestonesModule } from '../milestones/milestones.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { PaymentsModule } from '../payments/payments.module';
import { UsersModule } from '../users/users.module';
import { AccountFreeze } from './account-freeze.service';
import { SecurityReportService } from './security-report.service';
import { SecurityReportReviewController } from './security-report-review.controller';
import { SecurityReportReview } from './security-report-review.service';
import { SecurityReportsController } from './security-reports.controller';

@Module({
  imports: [
    AuditModule,
    UsersModule,
    SessionsModule,
    TwoFactorModule,
    AuthModule,
    PaymentsModule,
    MilestonesModule,
    NotificationsModule,
  ],
  controllers: [SecurityReportsController, SecurityReportReviewController],
  providers: [SecurityReportService, SecurityReportReview, AccountFreeze],
})
export class SecurityReportsModule {}
