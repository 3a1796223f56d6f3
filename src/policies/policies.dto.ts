import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { type Method, methods } from '../auth/2fa/method';
import { type Enforcement, enforcements } from '../auth/2fa/policy/policy';
import { AmountField, ChoiceField, IntegerField, TextField } from '../common/http/fields';
import { TimeField } from '../common/http/time-field';
import { type AccountType, accountTypes } from '../users/account-type';

export const MAX_GRACE_DAYS = 365;
const LARGE = 'Payments above it, in minor units, are large ones and always need a code. Null: none is.';
const BY_EMAIL =
  'Above this total, in minor units, a code by e-mail does not suffice. Null: as the operator has configured.';
const EXPECTED =
  'The newest version that you know, also one that is scheduled. Refused with `policy-changed` when there is a newer one.';
const MAX_VERSION = 1_000_000_000;
const minimum = (what: string) => ({
  optional: true,
  description: `The weakest of the methods that is good enough ${what}.`,
});

/** What is left out stays as it is. */
export class PutPolicyRequest {
  @ChoiceField(enforcements) enforcement: Enforcement;
  @IntegerField({
    min: 0,
    max: MAX_GRACE_DAYS,
    optional: true,
    description:
      'Counted for each person from the first version that required a factor or the sign-up, whichever is later.',
  })
  graceDays?: number;
  @ApiPropertyOptional({ enum: methods, isArray: true, minItems: 1, uniqueItems: true })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(methods.length)
  @ArrayUnique()
  @IsIn(methods, { each: true })
  methods?: Method[];
  @ChoiceField(methods, minimum('to log in')) minimumLogin?: Method;
  @ChoiceField(methods, minimum('for a payment')) minimumPayment?: Method;
  @ChoiceField(methods, minimum('for a large payment')) minimumLargePayment?: Method;
  @ChoiceField(methods, minimum('to change factors and security settings')) minimumFactorChange?: Method;
  @AmountField({ min: 0, optional: true, nullable: true, description: LARGE }) largePaymentAbove?:
    | number
    | null;
  @AmountField({ min: 0, optional: true, nullable: true, description: BY_EMAIL }) emailMaxAmount?:
    | number
    | null;
  @IntegerField({ min: 1, max: 15, optional: true }) sessionIdleMinutes?: number;
  @IntegerField({ min: 1, max: 12, optional: true }) sessionHours?: number;
  @IntegerField({ min: 0, max: 30, optional: true, description: '0: no browser is trusted.' })
  trustDays?: number;
  @TimeField('When it comes into force; now, if absent.') startsAt?: Date;
  @IntegerField({ min: 1, max: MAX_VERSION, optional: true, description: EXPECTED }) expectedVersion?: number;
  @TextField({ max: 500, optional: true, pattern: /\S/, example: 'Asked for by the auditors in Q3' })
  reason?: string;
}

export class ProposePolicyRequest extends OmitType(PutPolicyRequest, ['reason']) {
  @TextField({ max: 500, pattern: /\S/, example: 'Passkeys are not delivered before March' }) reason: string;
}

export class RestorePolicyRequest {
  @IntegerField({ min: 1, max: MAX_VERSION, description: 'Of the same account type.' }) version: number;
  @TimeField('When it comes into force; now, if absent.') startsAt?: Date;
  @IntegerField({ min: 1, max: MAX_VERSION, optional: true, description: EXPECTED }) expectedVersion?: number;
  @TextField({ max: 500, optional: true, pattern: /\S/ }) reason?: string;
}

export class PolicyAuthorView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
}

export const versionStatuses = ['in-force', 'scheduled', 'ended', 'superseded'] as const;
export type VersionStatus = (typeof versionStatuses)[number];

export class PolicyVersionView {
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({
    enum: versionStatuses,
    description: '`superseded`: a newer one took its place before it came into force.',
  })
  status: VersionStatus;
  @ApiProperty({ enum: enforcements }) enforcement: Enforcement;
  @ApiProperty({ type: 'integer' }) graceDays: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Where grace begins to count.',
  })
  requiredSince: string | null;
  @ApiProperty({ enum: methods, isArray: true, description: 'Strongest first.' }) methods: Method[];
  @ApiProperty({ enum: methods }) minimumLogin: Method;
  @ApiProperty({ enum: methods }) minimumPayment: Method;
  @ApiProperty({ enum: methods }) minimumLargePayment: Method;
  @ApiProperty({ enum: methods }) minimumFactorChange: Method;
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true, description: LARGE }) largePaymentAbove:
    | number
    | null;
  @ApiProperty({ type: 'integer', format: 'int64', nullable: true, description: BY_EMAIL }) emailMaxAmount:
    | number
    | null;
  @ApiProperty({ type: 'integer' }) sessionIdleMinutes: number;
  @ApiProperty({ type: 'integer' }) sessionHours: number;
  @ApiProperty({ type: 'integer' }) trustDays: number;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: PolicyAuthorView, nullable: true, description: 'Null: as installed.' })
  author: PolicyAuthorView | null;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'The version that this one brings back.' })
  restoresVersion: number | null;
}

export class PolicyView extends PolicyVersionView {
  @ApiProperty({ type: [PolicyVersionView], description: 'What comes into force later, soonest first.' })
  scheduled: PolicyVersionView[];
}

export class PolicyListView {
  @ApiProperty({ type: [PolicyView] }) items: PolicyView[];
}

export class PolicyVersionPage {
  @ApiProperty({ type: [PolicyVersionView] }) items: PolicyVersionView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
