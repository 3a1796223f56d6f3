import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { MessagingModule } from '../messaging/messaging.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { UsersModule } from '../users/users.module';
import { TwoFactorModule } from './2fa/2fa.module';
import { AccountMail } from './account-mail';
import { AuthController } from './auth.controller';
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
  controllers: [AuthController, LoginSecondStepController, PasswordController, ProfileController],
  providers: [
    AccountMail,
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
  exports: [AccountMail],
})
export class AuthModule {}
