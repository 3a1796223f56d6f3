import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { type Method, methods } from '../auth/2fa/method';
import { ChoiceField, EmailField, TextField } from '../common/http/fields';
import { PageQuery } from '../common/http/page';
import { type AccountType, accountTypes } from '../users/account-type';

export const twoFactorFilters = ['enabled', 'disabled', 'locked'] as const;
export type TwoFactorFilter = (typeof twoFactorFilters)[number];

const TICKET = { max: 100, optional: true, pattern: /\S/, example: 'HR-12' };

export class UserQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, maxLength: 254, description: 'The address, or how it begins.' })
  @IsOptional()
  @Transform(({ value }) => (typeof value === 'string' ? value.trim().toLowerCase() : value))
  @IsString()
  @MaxLength(254)
  email?: string;
  @ApiPropertyOptional({ enum: accountTypes })
  @IsOptional()
  @IsIn([...accountTypes])
  accountType?: AccountType;
  @ApiPropertyOptional({
    enum: twoFactorFilters,
    description: '`locked`: payment approval is locked or codes are disabled.',
  })
  @IsOptional()
  @IsIn([...twoFactorFilters])
  twoFactor?: TwoFactorFilter;
}

export class UnlockUserRequest {
  @TextField({ max: 500, pattern: /\S/, example: 'Called back; mistyped after a change of phone.' })
  reason: string;
}

export class ChangeRoleRequest {
  @ChoiceField(accountTypes) accountType: AccountType;
  @TextField({ max: 500, pattern: /\S/, example: 'Joins the recovery desk' }) reason: string;
  @TextField(TICKET) ticket?: string;
}

export class CreateOperatorRequest {
  @EmailField() email: string;
  @TextField({ max: 100, pattern: /\S/, example: 'Ada Lovelace' }) name: string;
  @ChoiceField(['admin', 'auditor']) accountType: 'admin' | 'auditor';
  @TextField({ max: 500, pattern: /\S/, example: 'Joins the recovery desk' }) reason: string;
  @TextField(TICKET) ticket?: string;
}

class UserTwoFactorView {
  @ApiProperty() enabled: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) enabledAt: string | null;
  @ApiProperty({ enum: methods, isArray: true, description: 'Of active factors.' }) methods: Method[];
  @ApiProperty({ type: 'integer' }) backupCodesRemaining: number;
  @ApiProperty({ enum: ['optional', 'required'] }) enforcement: 'optional' | 'required';
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When a factor has to be there; null when none is required or one is there.',
  })
  graceEndsAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Payment approval.' })
  lockedUntil: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) codesDisabledAt: string | null;
}

export class UserItemView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty() name: string;
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() emailVerified: boolean;
  @ApiProperty({ description: 'False until one is set, and while the account is frozen.' })
  hasPassword: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) recoveredAt: string | null;
  @ApiProperty({ type: UserTwoFactorView }) twoFactor: UserTwoFactorView;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'A recovery that is under way.' })
  recoveryRequestId: string | null;
}

export class UserPage {
  @ApiProperty({ type: [UserItemView] }) items: UserItemView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

class UserFactorView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: methods }) method: Method;
  @ApiProperty() label: string;
  @ApiProperty() createdAt: Date;
  @ApiProperty({ type: Date, nullable: true }) lastUsedAt: Date | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of a phone.' }) maskedDestination: string | null;
}

export class AdminUserView extends UserItemView {
  @ApiProperty({ type: [UserFactorView] }) factors: UserFactorView[];
}
