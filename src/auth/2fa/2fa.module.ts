import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { MessagingModule } from '../../messaging/messaging.module';
import { NotificationsModule } from '../../notifications/notifications.module';
import { UsersModule } from '../../users/users.module';
import { SessionsModule } from '../sessions/sessions.module';
import { TwoFactorController } from './2fa.controller';
import { TwoFactorGuard } from './2fa.guard';
import { AbandonedFactorsJob } from './abandoned-factors.job';
import { BackupCodeRenewal } from './backup-code-renewal.service';
import { BackupCodeUse } from './backup-code-use.service';
import { BackupCodesController } from './backup-codes.controller';
import { BackupCodesService } from './backup-codes.service';
import { BothProofsService } from './both-proofs.service';
import { ChallengeService } from './challenge.service';
import { ChallengeFlowService } from './challenge-flow.service';
import { ChallengeOffers } from './challenge-offers.service';
import { ChallengeProgress } from './challenge-progress';
import { ChallengesController } from './challenges.controller';
import { CodeRenewalService } from './code-renewal.service';
import { CodeTransactor } from './code-transactor';
import { DiagnosticsController } from './diagnostics/diagnostics.controller';
import { DiagnosticsService } from './diagnostics/diagnostics.service';
import { EmailService } from './email.service';
import { EndedLockoutsJob } from './ended-lockouts.job';
import { EnrolledProof } from './enrolled-proof.service';
import { EnrolmentService } from './enrolment.service';
import { FactorActivationService } from './factor-activation.service';
import { FactorPreferenceService } from './factor-preference.service';
import { FactorRebinding } from './factor-rebinding.service';
import { FactorRemovalService } from './factor-removal.service';
import { FactorSetup } from './factor-setup.service';
import { FailedAttempts } from './failed-attempts.service';
import { LockoutService } from './lockout.service';
import { LoginChallengeService } from './login-challenge.service';
import { LooseningService } from './loosening/loosening.service';
import { OldLooseningsJob } from './loosening/old-loosenings.job';
import { OptedOutPhonesJob } from './opted-out-phones.job';
import { PhoneCheck } from './phone-check.service';
import { PolicyReader } from './policy/policy-reader.service';
import { ProofJudge } from './proof-judge.service';
import { ProofSpending } from './proof-spending.service';
import { ReEnrolments } from './re-enrolments';
import { AccountActivityService } from './risk/account-activity.service';
import { SecuritySettingsController } from './security-settings.controller';
import { SecuritySettingsService } from './security-settings.service';
import { SentCodes } from './sent-codes';
import { SmsService } from './sms.service';
import { SmsBudget } from './sms-budget.service';
import { SmsConsents } from './sms-consents';
import { SmsKeywordService } from './sms-keyword.service';
import { StaleChallengesJob } from './stale-challenges.job';
import { TotpService } from './totp.service';
import { EndedDevicesJob } from './trusted-devices/ended-devices.job';
import { TrustedDeviceService } from './trusted-devices/trusted-device.service';
import { TrustedDeviceListService } from './trusted-devices/trusted-device-list.service';
import { TrustedDeviceRevocation } from './trusted-devices/trusted-device-revocation';
import { TrustedDevicesController } from './trusted-devices/trusted-devices.controller';
import { TwilioWebhooksController } from './twilio-webhooks.controller';
import { TwoFactorStatusService } from './two-factor-status.service';
import { VerificationService } from './verification.service';
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
