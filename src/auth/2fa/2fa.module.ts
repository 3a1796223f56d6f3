import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { MessagingModule } from '../../messaging/messaging.module';
import { UsersModule } from '../../users/users.module';
import { SessionsModule } from '../sessions/sessions.module';
import { TwoFactorController } from './2fa.controller';
import { TwoFactorGuard } from './2fa.guard';
import { AbandonedFactorsJob } from './abandoned-factors.job';
import { BothProofsService } from './both-proofs.service';
import { ChallengeService } from './challenge.service';
import { ChallengeFlowService } from './challenge-flow.service';
import { ChallengesController } from './challenges.controller';
import { CodeRenewalService } from './code-renewal.service';
import { EmailService } from './email.service';
import { EnrolmentService } from './enrolment.service';
import { FactorActivationService } from './factor-activation.service';
import { FactorRemovalService } from './factor-removal.service';
import { LockoutService } from './lockout.service';
import { LoginChallengeService } from './login-challenge.service';
import { SecurityAlertService } from './security-alert.service';
import { SecuritySettingsController } from './security-settings.controller';
import { SecuritySettingsService } from './security-settings.service';
import { StaleChallengesJob } from './stale-challenges.job';
import { TotpService } from './totp.service';
import { TwoFactorStatusService } from './two-factor-status.service';
import { VerificationService } from './verification.service';

@Module({
  imports: [AuditModule, MessagingModule, SessionsModule, UsersModule],
  controllers: [TwoFactorController, ChallengesController, SecuritySettingsController],
  providers: [
    AbandonedFactorsJob,
    BothProofsService,
    ChallengeFlowService,
    ChallengeService,
    CodeRenewalService,
    EmailService,
    EnrolmentService,
    FactorActivationService,
    FactorRemovalService,
    LockoutService,
    LoginChallengeService,
    SecurityAlertService,
    SecuritySettingsService,
    StaleChallengesJob,
    TotpService,
    TwoFactorGuard,
    TwoFactorStatusService,
    VerificationService,
  ],
  exports: [
    ChallengeFlowService,
    ChallengeService,
    LockoutService,
    LoginChallengeService,
    SecurityAlertService,
    SecuritySettingsService,
    TwoFactorGuard,
    VerificationService,
  ],
})
export class TwoFactorModule {}
