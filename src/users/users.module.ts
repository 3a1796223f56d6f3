import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { AccountTokens } from './account-tokens';
import { EmailChangeCodes } from './email-change-codes';
import { GuessingLimits } from './guessing-limits';
import { MailBudget } from './mail-budget';
import { NewPasswords } from './new-passwords';
import { OperatorAccounts } from './operator-accounts';
import { PasswordHasher } from './password-hasher';
import { PasswordVerifier } from './password-verifier';
import { BCRYPT_COST, COST, SlowHasher } from './slow-hasher';
import { UserService } from './user.service';

@Module({
  imports: [AuditModule],
  providers: [
    UserService,
    AccountTokens,
    EmailChangeCodes,
    { provide: BCRYPT_COST, useValue: COST },
    SlowHasher,
    PasswordHasher,
    PasswordVerifier,
    NewPasswords,
    GuessingLimits,
    MailBudget,
    OperatorAccounts,
  ],
  exports: [
    UserService,
    AccountTokens,
    EmailChangeCodes,
    SlowHasher,
    PasswordHasher,
    PasswordVerifier,
    NewPasswords,
    MailBudget,
    OperatorAccounts,
  ],
})
export class UsersModule {}
