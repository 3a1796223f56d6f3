import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { ChoiceField, EmailField, IdField, TextField } from '../common/http/fields';
import { PageQuery } from '../common/http/page';
import { type AccountType, accountTypes } from '../users/account-type';
import { type RecoveryEvent, type RecoveryStatus, recoveryStatuses, transitions } from './recovery-request';

const MAX_TOKEN = 200;
const REASON = 'Lost phone; no backup codes at hand';
const events = transitions.map(({ event }) => event);

export class RequestRecoveryRequest {
  @EmailField() email: string;
  @TextField({ max: 500, pattern: /\S/, example: REASON }) reason: string;
  @TextField({
    max: 60,
    optional: true,
    description: 'The saved recovery code: 16 letters and digits. It shortens the wait and is spent.',
  })
  recoveryCode?: string;
}

export class AcceptedView {
  @ApiProperty({ enum: ['accepted'], description: 'Whether or not there is such an account.' })
  status: 'accepted';
}

export class RecoveryTokenRequest {
  @TextField({ max: MAX_TOKEN, description: 'What stands behind `token=` in the link.' }) token: string;
}

export class CompleteRecoveryRequest extends RecoveryTokenRequest {
  @ChoiceField(['bearer', 'cookie'], { optional: true, description: 'As for the login.' })
  transport?: 'bearer' | 'cookie';
}

export class OpenRecoveryRequest {
  @IdField({ optional: true, description: 'Whose account; this or `email`.' }) userId?: string;
  @EmailField({ optional: true }) email?: string;
  @TextField({ max: 500, pattern: /\S/, example: REASON }) reason: string;
  @TextField({ max: 100, pattern: /\S/, example: 'HELP-4711' }) ticket: string;
}

export class ReviewRecoveryRequest {
  @TextField({
    max: 500,
    pattern: /\S/,
    optional: true,
    example: 'Called back at the number on file; knew the last two payments.',
  })
  reason?: string;
}

export class RecoveryQuery extends PageQuery {
  @ApiPropertyOptional({ enum: recoveryStatuses })
  @IsOptional()
  @IsIn([...recoveryStatuses])
  status?: RecoveryStatus;
  @ApiPropertyOptional({
    type: Boolean,
    description: 'Only those that are not over, or only those that are.',
  })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  live?: boolean;
  @ApiPropertyOptional({ enum: accountTypes })
  @IsOptional()
  @IsIn([...accountTypes])
  accountType?: AccountType;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() userId?: string;
}

export class RecoveryStepView {
  @ApiProperty({ enum: events }) event: RecoveryEvent;
  @ApiProperty({ enum: recoveryStatuses, description: 'From then on.' }) status: RecoveryStatus;
  @ApiProperty({ enum: ['owner', 'admin', 'system'] }) by: 'owner' | 'admin' | 'system';
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** As its owner sees it. */
export class RecoveryStateView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: recoveryStatuses }) status: RecoveryStatus;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ enum: ['owner', 'admin'] }) openedBy: 'owner' | 'admin';
  @ApiProperty({ description: 'Granted by two admins, without review and cooling-off.' })
  emergency: boolean;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'When the time of this state is over: `cooling-off` then becomes `ready`, all others expire. Null when it is over.',
  })
  dueAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endedAt: string | null;
  @ApiProperty({ type: [RecoveryStepView], description: 'Oldest first.' }) timeline: RecoveryStepView[];
}

export class OwnRecoveryView extends RecoveryStateView {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For `POST /api/recovery/veto`; null when there is nothing to stop.',
  })
  vetoToken: string | null;
}

export class VetoedView {
  @ApiProperty({ enum: ['vetoed'] }) status: 'vetoed';
  @ApiProperty({ format: 'date-time' }) vetoedAt: string;
}

export class RecoveryActorView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
}

export class RecoveryAccountView extends RecoveryActorView {
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
}

class AdminRecoveryStepView extends RecoveryStepView {
  @ApiProperty({ type: RecoveryActorView, nullable: true }) admin: RecoveryActorView | null;
  @ApiProperty({ type: String, nullable: true }) note: string | null;
}

export class RecoveryItemView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: recoveryStatuses }) status: RecoveryStatus;
  @ApiProperty({ type: RecoveryAccountView }) account: RecoveryAccountView;
  @ApiProperty({ type: RecoveryActorView, nullable: true, description: 'Null: the owner.' })
  openedBy: RecoveryActorView | null;
  @ApiProperty({ type: String, nullable: true, description: 'Where it was asked for.' }) place: string | null;
  @ApiProperty() reason: string;
  @ApiProperty({ type: String, nullable: true }) ticket: string | null;
  @ApiProperty({ description: 'Whether the saved recovery code came with it.' }) codeProven: boolean;
  @ApiProperty() emergency: boolean;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ type: RecoveryActorView, nullable: true }) reviewedBy: RecoveryActorView | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) reviewedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) dueAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endedAt: string | null;
  @ApiProperty({ description: 'Whether you may review it: it waits, and you have no part in it.' })
  reviewable: boolean;
}

export class RecoveryPage {
  @ApiProperty({ type: [RecoveryItemView] }) items: RecoveryItemView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

class RecoveryFactsView {
  @ApiProperty() createdAt: Date;
  @ApiProperty({ type: Date, nullable: true }) passwordChangedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true }) emailChangedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'By an earlier recovery.' })
  recoveredAt: Date | null;
  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'When a second factor was last proven at a login.',
  })
  lastProvenAt: Date | null;
  @ApiProperty({ type: [String], description: 'Of active factors.' }) methods: string[];
  @ApiProperty({ type: 'integer' }) backupCodesRemaining: number;
}

export class RecoveryView extends RecoveryItemView {
  @ApiProperty({ type: [AdminRecoveryStepView], description: 'Oldest first.' })
  timeline: AdminRecoveryStepView[];
  @ApiProperty({ type: RecoveryFactsView, description: 'What speaks for and against it.' })
  facts: RecoveryFactsView;
}
