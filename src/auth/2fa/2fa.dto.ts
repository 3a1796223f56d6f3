import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  AmountField,
  ChoiceField,
  CodeField,
  FlagField,
  IdField,
  OnlyWith,
  PasswordField,
  TextField,
} from '../../common/http/fields';
import { type ReEnrolment, reEnrolments } from '../sessions/session.entity';
import { ChallengeView } from './challenges/challenge-view';
import { type Method, methods, type OpenablePurpose, openablePurposes } from './method';
import { type Enforcement, enforcements } from './policy/policy';
import { SMS_CONSENT } from './sms/sms-consent';
import { CredentialField } from './webauthn/credential-field';
import { PasskeyCreationView } from './webauthn/webauthn-views';

export const ANY_CODE = 'Six digits of any allowed method, or a backup code.';

export class SetupFactorRequest {
  @ChoiceField(methods) method: Method;
  @TextField({ max: 60, optional: true, example: 'Phone of the office' }) label?: string;
  @TextField({
    max: 20,
    optional: true,
    pattern: /^\+[1-9]\d{6,14}$/,
    example: '+12015550123',
    description: 'For `sms`, and refused for others: a mobile number in E.164.',
  })
  @OnlyWith('method', 'sms')
  phone?: string;
  @FlagField({
    optional: true,
    description: `For \`sms\`, and refused for others: true says that the person agrees to: “${SMS_CONSENT.text}” (version ${SMS_CONSENT.version})`,
  })
  @OnlyWith('method', 'sms')
  consent?: boolean;
}

export class ChangeFactorRequest {
  @TextField({ max: 60, pattern: /\S/, optional: true, example: 'Phone of the office' }) label?: string;
  @FlagField({
    optional: true,
    description: 'Whether its method comes first in challenges. Preferring one takes it from all others.',
  })
  preferred?: boolean;
}

export class SetupTotpView {
  @ApiProperty({ format: 'uuid' }) factorId: string;
  @ApiProperty({ description: 'Base32, for typing into an app by hand. Shown only here.' }) secret: string;
  @ApiProperty({ example: 'otpauth://totp/ShopFlow:client%40example.com?secret=…&issuer=ShopFlow' })
  otpauthUri: string;
  @ApiProperty({ description: 'PNG as a data URL.' }) qrCode: string;
}

export class SetupPasskeyView {
  @ApiProperty({ format: 'uuid' }) factorId: string;
  @ApiProperty({
    type: PasskeyCreationView,
    description:
      'What `PublicKeyCredential.parseCreationOptionsFromJSON` takes, for `navigator.credentials.create`.',
  })
  options: PasskeyCreationView;
}

/** For the methods whose code is sent. */
export class SetupSentView {
  @ApiProperty({ format: 'uuid' }) factorId: string;
  @ApiProperty({ example: 'c*****@example.com' }) maskedDestination: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({
    type: ChallengeView,
    description:
      'Tells how the message is doing, and can be asked to send another code. `/verify` takes the code.',
  })
  challenge: ChallengeView;
}

export class VerifyFactorRequest {
  @IdField() factorId: string;
  @CodeField({ optional: true }) code?: string;
  @CredentialField('attestation') credential?: object;
}

export class SavedCodesView {
  @ApiProperty({
    type: [String],
    example: ['8K2MZ7QX'],
    description: 'Ten, each good once wherever a code is asked for. Shown only here.',
  })
  backupCodes: string[];
  @ApiProperty({
    example: '4T9W2XK7M0QZ8BNR',
    description: 'Kept for the recovery of the account; no code field takes it. Shown only here.',
  })
  recoveryCode: string;
}

export class FactorActivatedView extends PartialType(SavedCodesView) {
  @ApiProperty({ enum: [true] }) enabled: true;
  @ApiProperty({
    required: false,
    description: 'Replaces the token of this session; absent for cookie sessions.',
  })
  token?: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
}

/** One of the two. */
export class ProofRequest {
  @CodeField({ optional: true, description: ANY_CODE }) code?: string;
  @CredentialField('assertion') credential?: object;
}

export class BothProofsRequest extends ProofRequest {
  @PasswordField() password: string;
}

export class OpenChallengeRequest {
  @ChoiceField(openablePurposes) purpose: OpenablePurpose;
}

export class VerifyChallengeRequest extends ProofRequest {}

export class ResendCodeRequest {
  @ChoiceField(methods, { optional: true }) method?: Method;
  @IdField({ optional: true, description: 'For `sms`: which of the `phones` of the challenge.' })
  factorId?: string;
  @TextField({
    max: 200,
    optional: true,
    description: 'For the second step of a login, in place of a session.',
  })
  loginToken?: string;
}

export class FactorView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: methods }) method: Method;
  @ApiProperty() label: string;
  @ApiProperty({ description: 'Whether the person prefers this one; at most one is.' }) preferred: boolean;
  @ApiProperty({
    description:
      'False while its method is switched off: then nothing asks for it, and it works again once that is over.',
  })
  available: boolean;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastUsedAt: string | null;
  @ApiProperty({ type: String, nullable: true }) maskedDestination: string | null;
}

export class TwoFactorPolicyView {
  @ApiProperty({ enum: enforcements }) enforcement: Enforcement;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'From when on sessions may only enrol; null when no factor is required or one is there.',
  })
  graceEndsAt: string | null;
  @ApiProperty({ enum: methods, isArray: true, description: 'What satisfies the policy, strongest first.' })
  methods: Method[];
}

export class TwoFactorStatusView {
  @ApiProperty({ description: 'Whether a login asks for a second step.' }) enabled: boolean;
  @ApiProperty({ description: 'Whether at least one factor is proven.' }) verified: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) enabledAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) disabledAt: string | null;
  @ApiProperty({ type: [FactorView] }) factors: FactorView[];
  @ApiProperty({ enum: methods, nullable: true }) preferredMethod: Method | null;
  @ApiProperty({ type: 'integer' }) backupCodesRemaining: number;
  @ApiProperty({ type: TwoFactorPolicyView }) policy: TwoFactorPolicyView;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'Since when codes do not count, after 100 wrong ones in a row. Another factor ends it; a passkey or a backup code lets it be set up.',
  })
  codesDisabledAt: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When payment approval opens again.',
  })
  lockedUntil: string | null;
  @ApiProperty({
    enum: reEnrolments,
    nullable: true,
    description:
      'Why this session may only set up a factor, which takes the place of all others and needs no challenge. Null for all other sessions.',
  })
  reEnrolment: ReEnrolment | null;
}

export class SecuritySettingsRequest {
  @FlagField({ optional: true }) requireForAllPayments?: boolean;
  @ChoiceField(methods, { optional: true, nullable: true }) preferredMethod?: Method | null;
  @AmountField({
    min: 0,
    optional: true,
    nullable: true,
    example: 100_000,
    description: 'Minor units; a challenge is required strictly above. Null: the default.',
  })
  threshold?: number | null;
}

export class SecuritySettingsView {
  @ApiProperty() requireForAllPayments: boolean;
  @ApiProperty({ enum: methods, nullable: true }) preferredMethod: Method | null;
  @ApiProperty({ type: 'integer', format: 'int64' }) threshold: number;
}
