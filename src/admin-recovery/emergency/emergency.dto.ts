import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TextField } from '../../common/http/fields';
import { PageQuery } from '../../common/http/page';
import { RecoveryAccountView, RecoveryActorView } from '../recovery.dto';
import { type RecoveryStatus, recoveryStatuses } from '../recovery-request';
import { type EmergencyStatus, emergencyStatuses } from './emergency-access';

export class EmergencyQuery extends PageQuery {
  @ApiPropertyOptional({ enum: emergencyStatuses })
  @IsOptional()
  @IsIn([...emergencyStatuses])
  status?: EmergencyStatus;
}

export class CloseEmergencyRequest {
  @TextField({
    max: 1000,
    pattern: /\S/,
    example: 'Board meeting with payroll due; identity seen in person by the office manager.',
  })
  justification: string;
}

export class EmergencyView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: emergencyStatuses, description: '`flagged`: not closed within seven days.' })
  status: EmergencyStatus;
  @ApiProperty({ type: RecoveryAccountView }) account: RecoveryAccountView;
  @ApiProperty({ format: 'uuid', description: 'The recovery that it opened.' }) requestId: string;
  @ApiProperty({ enum: recoveryStatuses, description: 'How far that is.' }) recoveryStatus: RecoveryStatus;
  @ApiProperty({ format: 'uuid' }) proposalId: string;
  @ApiProperty() reason: string;
  @ApiProperty({ type: String, nullable: true }) ticket: string | null;
  @ApiProperty({ type: RecoveryActorView }) openedBy: RecoveryActorView;
  @ApiProperty({ type: RecoveryActorView }) confirmedBy: RecoveryActorView;
  @ApiProperty({ format: 'date-time' }) grantedAt: string;
  @ApiProperty({ format: 'date-time' }) closeBy: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) flaggedAt: string | null;
  @ApiProperty({ type: RecoveryActorView, nullable: true }) closedBy: RecoveryActorView | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) closedAt: string | null;
  @ApiProperty({ type: String, nullable: true }) justification: string | null;
  @ApiProperty({ description: 'Whether you may close it: it is open and you had no part in it.' })
  closable: boolean;
}

export class EmergencyPage {
  @ApiProperty({ type: [EmergencyView] }) items: EmergencyView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
