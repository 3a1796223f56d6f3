import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { MessagingModule } from '../../messaging/messaging.module';
import { NotificationsModule } from '../../notifications/notifications.module';
import { UsersModule } from '../../users/users.module';
import { SessionsModule } from '../sessions/sessions.module';
import { TwoFactorController } from './2fa.controller';
import { TwoFactorGuard } from './2fa.guard';
import { BackupCodeRenewal } from './backup-codes/backup-code-renewal.service';
import { BackupCodeUse } from './backup-codes/backup-code-use.service';
import { BackupCodesController } from './backup-codes/backup-codes.controller';
import { BackupCodesService } from './backup-codes/backup-codes.service';
import { BothProofsService } from './both-proofs.service';
import { AdminActs } from './challenges/admin-acts';
import { ChallengeService } from './challenges/challenge.service';
import { ChallengeFlowService } from './challenges/challenge-flow.service';
import { ChallengeOffers } from './challenges/challenge-offers.service';
import { ChallengeProgress } from './challenges/challenge-progress';
import { ChallengesController } from './challenges/challenges.controller';
import { CodeRenewalService } from './challenges/code-renewal.service';
import { CodeTransactor } from './challenges/code-transactor';
import { EnrolledProof } from './challenges/enrolled-proof.service';
import { LoginChallengeService } from './challenges/login-challenge.service';
import { ProofJudge } from './challenges/proof-judge.service';
import { ProofSpending } from './challenges/proof-spending.service';
import { SentCodes } from './challenges/sent-codes';
import { StaleChallengesJob } from './challenges/stale-challenges.job';
import { VerificationService } from './challenges/verification.service';
import { DiagnosticsController } from './diagnostics/diagnostics.controller';
import { DiagnosticsService } from './diagnostics/diagnostics.service';
import { EmailService } from './email.service';
import { AbandonedFactorsJob } from './factors/abandoned-factors.job';
import { EnrolmentService } from './factors/enrolment.service';
import { FactorActivationService } from './factors/factor-activation.service';
import { FactorPreferenceService } from './factors/factor-preference.service';
import { FactorRebinding } from './factors/factor-rebinding.service';
import { FactorRemovalService } from './factors/factor-removal.service';
import { FactorSetup } from './factors/factor-setup.service';
import { ReEnrolments } from './factors/re-enrolments';
import { TwoFactorStatusService } from './factors/two-factor-status.service';
import { EndedLockoutsJob } from './lockout/ended-lockouts.job';
import { FailedAttempts } from './lockout/failed-attempts.service';
import { LockoutService } from './lockout/lockout.service';
import { LooseningService } from './loosening/loosening.service';
import { OldLooseningsJob } from './loosening/old-loosenings.job';
import { PolicyReader } from './policy/policy-reader.service';
import { AccountActivityService } from './risk/account-activity.service';
import { SecuritySettingsController } from './settings/security-settings.controller';
import { SecuritySettingsService } from './settings/security-settings.service';
import { OptedOutPhonesJob } from './sms/opted-out-phones.job';
import { PhoneCheck } from './sms/phone-check.service';
import { SmsService } from './sms/sms.service';
import { SmsBudget } from './sms/sms-budget.service';
import { SmsConsents } from './sms/sms-consents';
import { SmsKeywordService } from './sms/sms-keyword.service';
import { TwilioWebhooksController } from './sms/twilio-webhooks.controller';
import { TotpService } from './totp/totp.service';
import { EndedDevicesJob } from './trusted-devices/ended-devices.job';
import { TrustedDeviceService } from './trusted-devices/trusted-device.service';
import { TrustedDeviceListService } from './trusted-devices/trusted-device-list.service';
import { TrustedDeviceRevocation } from './trusted-devices/trusted-device-revocation';
import { TrustedDevicesController } from './trusted-devices/trusted-devices.controller';
import { PasskeyEnrolment } from './webauthn/passkey-enrolment.service';
import { PasskeysService } from './webauthn/passkeys.service';
import { WebauthnService } from './webauthn/webauthn.service';

@Module({
  imports: [AuditModule, MessagingModule, NotificationsModule, SessionsModule, UsersModule],
  controllers: [
    TwoFactorController,
    BackupCodesController,
    ChallengesController,
    SecuritySettingsController,
    TrustedDevicesController,
    TwilioWebhooksController,
    DiagnosticsController,
  ],
  providers: [
    ChallengeProgress,
    AbandonedFactorsJob,
    AccountActivityService,
    AdminActs,
    BackupCodeRenewal,
    BackupCodesService,
    BackupCodeUse,
    BothProofsService,
    ChallengeFlowService,
    ChallengeOffers,
    ChallengeService,
    CodeRenewalService,
    CodeTransactor,
    DiagnosticsService,
    EmailService,
    EndedDevicesJob,
    EndedLockoutsJob,
    EnrolledProof,
    EnrolmentService,
    FactorActivationService,
    FactorPreferenceService,
    FactorRebinding,
    FactorRemovalService,
    FactorSetup,
    FailedAttempts,
    LockoutService,
    LoginChallengeService,
    OptedOutPhonesJob,
    PhoneCheck,
    LooseningService,
    OldLooseningsJob,
    PolicyReader,
    PasskeyEnrolment,
    PasskeysService,
    ProofJudge,
    ProofSpending,
    ReEnrolments,
    SecuritySettingsService,
    SentCodes,
    SmsBudget,
    SmsConsents,
    SmsKeywordService,
    SmsService,
    StaleChallengesJob,
    TotpService,
    TrustedDeviceListService,
    TrustedDeviceRevocation,
    TrustedDeviceService,
    TwoFactorGuard,
    TwoFactorStatusService,
    VerificationService,
    WebauthnService,
  ],
  exports: [
    AccountActivityService,
    AdminActs,
    ChallengeProgress,
    ChallengeFlowService,
    ChallengeService,
    CodeTransactor,
    EnrolledProof,
    FactorRemovalService,
    LockoutService,
    LoginChallengeService,
    LooseningService,
    PolicyReader,
    BackupCodesService,
    ReEnrolments,
    SmsService,
    SecuritySettingsService,
    TrustedDeviceRevocation,
    TrustedDeviceService,
    TwoFactorGuard,
    VerificationService,
  ],
})
export class TwoFactorModule {}
