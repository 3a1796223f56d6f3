import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { type Method, methods } from '../auth/2fa/method';
import { type Enforcement, enforcements } from '../auth/2fa/policy/policy';
import { PageQuery } from '../common/http/page';
import { TimeField } from '../common/http/time-field';
import { MAX_GRACE_DAYS } from './policies.dto';
import { type PolicyRule, policyRules } from './policy-change';
import { type Impact, impacts } from './policy-impact';

const NONE = 'none';
const asNumber = ({ value }: { value: unknown }) =>
  /^\d{1,16}$/.test(String(value)) ? Number(value) : value;
const asAmount = ({ value }: { value: unknown }) => (value === NONE ? null : asNumber({ value }));
const asList = ({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value);

function Whole({ min, max }: { min: number; max: number }): PropertyDecorator {
  return (target, property) => {
    ApiPropertyOptional({ type: 'integer', minimum: min, maximum: max })(target, property);
    Transform(asNumber)(target, property);
    for (const check of [IsOptional(), IsInt(), Min(min), Max(max)]) check(target, property);
  };
}

/** Null in the object when `none` was asked for. */
function Amount(): PropertyDecorator {
  const description = 'In minor units, or `none`.';
  return (target, property) => {
    ApiPropertyOptional({ type: String, example: '500000', description })(target, property);
    Transform(asAmount)(target, property);
    const given = ValidateIf((_object, value) => value !== undefined && value !== null);
    for (const check of [given, IsInt(), Min(0), Max(Number.MAX_SAFE_INTEGER)]) check(target, property);
  };
}

function MethodChoice(): PropertyDecorator {
  return (target, property) => {
    ApiPropertyOptional({ enum: methods })(target, property);
    for (const check of [IsOptional(), IsIn(methods)]) check(target, property);
  };
}

/** What would be put. What is left out stays as it is. */
export class PolicyImpactQuery extends PageQuery {
  @ApiPropertyOptional({ enum: enforcements })
  @IsOptional()
  @IsIn(enforcements)
  enforcement?: Enforcement;

  @Whole({ min: 0, max: MAX_GRACE_DAYS }) graceDays?: number;

  @ApiPropertyOptional({ type: String, example: 'totp,sms', description: 'With commas between.' })
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(methods.length)
  @ArrayUnique()
  @IsIn(methods, { each: true })
  methods?: Method[];

  @MethodChoice() minimumLogin?: Method;
  @MethodChoice() minimumPayment?: Method;
  @MethodChoice() minimumLargePayment?: Method;
  @MethodChoice() minimumFactorChange?: Method;
  @Amount() largePaymentAbove?: number | null;
  @Amount() emailMaxAmount?: number | null;
  @Whole({ min: 1, max: 15 }) sessionIdleMinutes?: number;
  @Whole({ min: 1, max: 12 }) sessionHours?: number;
  @Whole({ min: 0, max: 30 }) trustDays?: number;

  @TimeField('When it would come into force.')
  startsAt?: Date;

  @ApiPropertyOptional({ enum: impacts, description: 'Lists only these people.' })
  @IsOptional()
  @IsIn(impacts)
  impact?: Impact;
}

export class AffectedPersonView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: methods, isArray: true, description: 'Of their active factors.' }) methods: Method[];
  @ApiProperty({ type: Date, nullable: true }) graceEndsAt: Date | null;
  @ApiProperty({ enum: impacts, isArray: true }) impacts: Impact[];
}

export class ImpactCountsView {
  @ApiProperty({ type: 'integer', description: 'All with a proven address.' }) users: number;
  @ApiProperty({ type: 'integer', description: 'In grace, and reminded of it.' }) prompted: number;
  @ApiProperty({ type: 'integer', description: 'Sessions may only enrol.' }) lockedOut: number;
  @ApiProperty({ type: 'integer', description: 'Have a factor, but none that suffices.' })
  noAllowedMethod: number;
  @ApiProperty({
    type: 'integer',
    description:
      'Clients with no way to approve a payment that asks for a code: no factor that suffices, nor e-mail.',
  })
  cannotPay: number;
  @ApiProperty({ type: 'integer', description: 'The same for large payments; 0 where none is large.' })
  cannotPayLarge: number;
}

export class PolicyImpactView {
  @ApiProperty({ description: 'The moment that the answer is about.' }) at: Date;
  @ApiProperty({ type: ImpactCountsView }) counts: ImpactCountsView;
  @ApiProperty({
    enum: policyRules,
    isArray: true,
    description: 'Rules that would ask less than those in force, or than those that are scheduled.',
  })
  weakened: PolicyRule[];
  @ApiProperty({
    description: 'Whether you cannot put it alone, as it asks less of yourself: propose it to another admin.',
  })
  needsSecondAdmin: boolean;
  @ApiProperty({
    type: 'integer',
    isArray: true,
    description: 'Scheduled versions that would not come into force any more.',
  })
  supersedes: number[];
  @ApiProperty({
    type: 'integer',
    description: 'Send it as `expectedVersion` to put just what was previewed.',
  })
  newestVersion: number;
  @ApiProperty({ enum: impacts, isArray: true, description: 'What it would mean to yourself.' })
  yours: Impact[];
  @ApiProperty({ type: [AffectedPersonView] }) items: AffectedPersonView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
