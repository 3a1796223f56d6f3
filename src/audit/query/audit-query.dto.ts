import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsIP, IsOptional, IsUUID, NotContains } from 'class-validator';
import { PageQuery } from '../../common/http/page';
import { TimeField } from '../../common/http/time-field';
import { type AuditEventType, auditEventTypes } from '../catalogue/catalogue';

const outcomes = ['success', 'failure'] as const;

export class AuditEventFilter {
  @ApiPropertyOptional({ enum: auditEventTypes })
  @IsOptional()
  @IsIn(auditEventTypes)
  type?: AuditEventType;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  subjectId?: string;

  @ApiPropertyOptional({ enum: outcomes })
  @IsOptional()
  @IsIn(outcomes)
  outcome?: (typeof outcomes)[number];

  @ApiPropertyOptional({ type: String, example: '192.0.2.7' })
  @IsOptional()
  @IsIP()
  @NotContains('%', { message: '$property must not name a zone' })
  ip?: string;

  @TimeField('From this moment on.')
  from?: Date;

  @TimeField('Before this moment.')
  to?: Date;
}

export class AuditEventQuery extends IntersectionType(PageQuery, AuditEventFilter) {}

export class AuditSubjectView {
  @ApiProperty({ example: 'payment' }) type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) id: string | null;
}

export class AuditEventView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time', description: 'With microseconds.' }) at: string;
  @ApiProperty({ enum: auditEventTypes }) type: string;
  @ApiProperty({ enum: outcomes }) outcome: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) actorId: string | null;
  @ApiProperty({ type: AuditSubjectView }) subject: AuditSubjectView;
  @ApiProperty({ type: String, nullable: true, description: '`erased` after an erasure of the person.' })
  ip: string | null;
  @ApiProperty({ type: String, nullable: true, description: '`erased` after an erasure of the person.' })
  userAgent: string | null;
  @ApiProperty({ type: String, nullable: true }) requestId: string | null;
  @ApiProperty({ type: Object, additionalProperties: true }) details: Record<string, unknown>;
  @ApiProperty({ type: 'integer' }) schemaVersion: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Its place in the log; null for about a second.',
  })
  sequence: number | null;
}

export class AuditEventPage {
  @ApiProperty({ type: [AuditEventView] }) items: AuditEventView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
