import { ApiProperty } from '@nestjs/swagger';
import {
  ChoiceField,
  CodeField,
  EmailField,
  FlagField,
  PasswordField,
  TextField,
} from '../common/http/fields';
import {
  type AccountType,
  accountTypes,
  type SelfRegisteredType,
  selfRegisteredTypes,
} from '../users/account-type';
import { ProofRequest } from './2fa/2fa.dto';
import { ChallengeView } from './2fa/challenges/challenge-view';
import { type Method, methods, type ProofMethod, proofMethods } from './2fa/method';
import type { SessionTransport } from './sessions/session.entity';

const MAX_TOKEN = 200;

export class RegisterRequest {
  @EmailField() email: string;
  @PasswordField({ description: 'At least 12 characters, not a common password.' }) password: string;
  @TextField({ max: 100, pattern: /\S/, example: 'Ada Lovelace' }) name: string;
  @ChoiceField(selfRegisteredTypes) accountType: SelfRegisteredType;
}

export class RegisteredView {
  @ApiProperty({ description: 'Where the code went, or the notice that the address is taken.' })
  email: string;
}

export class VerifyEmailRequest {
  @EmailField() email: string;
  @CodeField() code: string;
}

export class LoginRequest {
  @EmailField() email: string;
  @PasswordField() password: string;
  @ChoiceField(['bearer', 'cookie'], {
    optional: true,
    description:
      '`cookie`: the token comes as the cookie `__Host-session` and not in the body. Default `bearer`.',
  })
  transport?: SessionTransport;
}

export class ValidateLoginRequest extends ProofRequest {
  @TextField({ max: MAX_TOKEN, description: 'From the answer of the first step.' }) loginToken: string;
  @ChoiceField(proofMethods, {
    optional: true,
    description: 'Default: any method the challenge allows, or a backup code.',
  })
  method?: ProofMethod;
  @FlagField({
    optional: true,
    description:
      'Spares this browser the second step for 30 days, by the cookie `__Host-trusted-device`. Programs without a cookie jar are not remembered.',
  })
  trustDevice?: boolean;
  @FlagField({
    optional: true,
    description:
      'With a backup code: the device is lost. Opens a session that may only set up a new factor, which takes the place of all others.',
  })
  lostDevice?: boolean;
}

export class ChangePasswordRequest {
  @PasswordField() currentPassword: string;
  @PasswordField() newPassword: string;
}

export class RequestPasswordResetRequest {
  @EmailField() email: string;
}

export class ConfirmPasswordResetRequest {
  @TextField({ max: MAX_TOKEN, description: 'What stands behind `token=` in the link.' }) token: string;
  @PasswordField() newPassword: string;
}

export class UserView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
}

class LoggedInView {
  @ApiProperty({ required: false, description: 'Absent for cookie sessions.' }) token?: string;
  @ApiProperty({ format: 'date-time', description: 'The absolute end; 15 idle minutes end it sooner.' })
  expiresAt: string;
  @ApiProperty({ description: 'Whether this browser spares its owner the second step of the next logins.' })
  deviceTrusted: boolean;
  @ApiProperty({ type: UserView }) user: UserView;
}

export class AuthenticatedView extends LoggedInView {
  @ApiProperty({ enum: ['authenticated'] }) status: 'authenticated';
}

export class EnrolmentRequiredView extends LoggedInView {
  @ApiProperty({
    enum: ['enrolment_required'],
    description: 'The session may only set up a factor; the answer that activates it brings a whole one.',
  })
  status: 'enrolment_required';
  @ApiProperty({ enum: methods, isArray: true, description: 'What satisfies the policy, strongest first.' })
  allowedMethods: Method[];
}

export class TwoFactorRequiredView {
  @ApiProperty({ enum: ['two_factor_required'] }) status: 'two_factor_required';
  @ApiProperty({ description: 'Good for the second step only, 10 minutes.' }) loginToken: string;
  @ApiProperty({ type: ChallengeView }) challenge: ChallengeView;
}
