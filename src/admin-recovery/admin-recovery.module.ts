import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { SessionsModule } from '../auth/sessions/sessions.module';
import { DualControlModule } from '../dual-control/dual-control.module';
import { MilestonesModule } from '../milestones/milestones.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { PaymentsModule } from '../payments/payments.module';
import { UsersModule } from '../users/users.module';
import { AccountClosing } from './account-closing';
import { AdminRecoveryController } from './admin-recovery.controller';
import { DueRecoveriesJob } from './due-recoveries.job';
import { EmergencyController } from './emergency/emergency.controller';
import { EmergencyAccesses } from './emergency/emergency-access.service';
import { EmergencyAlarm } from './emergency/emergency-alarm';
import { EmergencyReports } from './emergency/emergency-reports.service';
import { OverdueEmergenciesJob } from './emergency/overdue-emergencies.job';
import { FactorReplacement } from './factor-replacement.service';
import { RecoveryController } from './recovery.controller';
import { RecoveryCompletion } from './recovery-completion.service';
import { RecoveryHolds } from './recovery-holds';
import { RecoveryLinks } from './recovery-links';
import { RecoveryList } from './recovery-list.service';
import { RecoveryOpening } from './recovery-opening';
import { RecoveryProgress } from './recovery-progress';
import { RecoveryRequests } from './recovery-requests.service';
import { RecoveryReview } from './recovery-review.service';
import { RecoveryTelling } from './recovery-telling';
import { RecoveryVeto } from './recovery-veto.service';

@Module({
  imports: [
    AuditModule,
    UsersModule,
    SessionsModule,
    TwoFactorModule,
    DualControlModule,
    PaymentsModule,
    MilestonesModule,
    NotificationsModule,
  ],
  controllers: [RecoveryController, AdminRecoveryController, EmergencyController],
  providers: [
    AccountClosing,
    DueRecoveriesJob,
    EmergencyAccesses,
    EmergencyAlarm,
    EmergencyReports,
    OverdueEmergenciesJob,
    FactorReplacement,
    RecoveryCompletion,
    RecoveryHolds,
    RecoveryLinks,
    RecoveryList,
    RecoveryOpening,
    RecoveryProgress,
    RecoveryRequests,
    RecoveryReview,
    RecoveryTelling,
    RecoveryVeto,
  ],
})
export class AdminRecoveryModule {}
