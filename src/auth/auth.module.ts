import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { MessagingModule } from '../messaging/messaging.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { UsersModule } from '../users/users.module';
import { TwoFactorModule } from './2fa/2fa.module';
import { AccountMail } from './account-mail';
import { AuthController } from './auth.controller';
import { AddressRestoration } from './email-change/address-restoration.service';
import { Addresses } from './email-change/addresses';
import { EmailChangeController } from './email-change/email-change.controller';
import { EmailChangeService } from './email-change/email-change.service';
import { EmailChangeAftermath } from './email-change/email-change-aftermath';
import { EmailChangeRequests } from './email-change/email-change-request.service';
import { OldEmailChangesJob } from './email-change/old-email-changes.job';
import { EmailVerificationService } from './email-verification.service';
import { LoginService } from './login.service';
import { LoginSecondStepController } from './login-second-step.controller';
import { LoginSecondStepService } from './login-second-step.service';
import { LoginSessions } from './login-sessions.service';
import { NewLogins } from './new-logins.service';
import { PasswordController } from './password.controller';
import { PasswordService } from './password.service';
import { PasswordAftermath } from './password-aftermath';
import { PasswordResetService } from './password-reset.service';
import { ProfileController } from './profile.controller';
import { ProfileService } from './profile.service';
import { RegistrationService } from './registration.service';
import { SessionsModule } from './sessions/sessions.module';
import { SpentAccountTokensJob } from './spent-account-tokens.job';

@Module({
  imports: [UsersModule, SessionsModule, TwoFactorModule, MessagingModule, NotificationsModule, AuditModule],
  controllers: [
    AuthController,
    EmailChangeController,
    LoginSecondStepController,
    PasswordController,
    ProfileController,
  ],
  providers: [
    AccountMail,
    Addresses,
    AddressRestoration,
    EmailChangeAftermath,
    EmailChangeRequests,
    EmailChangeService,
    OldEmailChangesJob,
    RegistrationService,
    EmailVerificationService,
    LoginService,
    LoginSecondStepService,
    LoginSessions,
    PasswordService,
    PasswordResetService,
    PasswordAftermath,
    NewLogins,
    ProfileService,
    SpentAccountTokensJob,
  ],
  exports: [AccountMail, AddressRestoration],
})
export class AuthModule {}
