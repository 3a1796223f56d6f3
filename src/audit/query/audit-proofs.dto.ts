import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { type Fault, faults } from '../verify/faults';

const hash = { type: String, format: 'byte', description: 'SHA-256, base64.' } as const;

export class AuditCheckpointView {
  @ApiProperty({ type: 'integer', description: 'Number of events that it covers.' }) size: number;
  @ApiProperty({ description: 'Signed note (C2SP tlog-checkpoint): origin, size, root, signature.' })
  note: string;
  @ApiProperty({ type: String, format: 'date-time' }) sealedAt: Date;
}

export class AuditCheckpointPage {
  @ApiProperty({ type: [AuditCheckpointView] }) items: AuditCheckpointView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class AuditVerifierKeys {
  @ApiProperty({
    type: [String],
    description:
      'C2SP signed-note verifier keys, newest first. Keep one yourself: who can change the log can change this answer.',
  })
  items: string[];
}

export class AuditProofView {
  @ApiProperty({ type: 'integer', description: 'The leaf index, from 0.' }) sequence: number;
  @ApiProperty({ description: 'The leaf: what was hashed, byte by byte (RFC 8785).' }) entry: string;
  @ApiProperty(hash) leafHash: string;
  @ApiProperty({ type: [String], description: 'RFC 6962 audit path, from the leaf upwards, base64.' })
  path: string[];
  @ApiProperty() checkpoint: AuditCheckpointView;
}

export class AuditConsistencyQuery {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Size of the checkpoint you have.' })
  @WholeNumber()
  from: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Size of a later one; the newest when absent.',
  })
  @IsOptional()
  @WholeNumber()
  to?: number;
}

export class AuditConsistencyView {
  @ApiProperty({ type: 'integer' }) from: number;
  @ApiProperty({ type: 'integer' }) to: number;
  @ApiProperty({ type: [String], description: 'RFC 6962 consistency proof, base64.' }) path: string[];
  @ApiProperty() checkpoint: AuditCheckpointView;
}

export class AuditFindingView {
  @ApiProperty({ enum: Object.keys(faults) }) fault: Fault;
  @ApiProperty() explanation: string;
  @ApiProperty({ type: 'integer', nullable: true }) sequence: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) eventId: string | null;
  @ApiProperty({ description: 'The place again, with block or size where it is not one event.' })
  place: string;
  @ApiProperty({ type: String, format: 'date-time' }) foundAt: Date;
}

class AuditVerifiedView {
  @ApiProperty({ type: 'integer', description: 'Events before this place have been verified in this pass.' })
  position: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) passStartedAt: Date | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Size of the log at the end of the last whole pass.',
  })
  lastPassSize: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastPassAt: Date | null;
}

class AuditWaitingView {
  @ApiProperty({ type: 'integer', description: 'Events without a place yet, counted up to 10,000.' })
  events: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) oldestAt: Date | null;
}

export class AuditIntegrityView {
  @ApiProperty({
    enum: ['intact', 'damaged', 'unverified'],
    description: 'damaged: something was found, ever. unverified: no pass has reached the end yet.',
  })
  status: 'intact' | 'damaged' | 'unverified';
  @ApiProperty({ type: AuditCheckpointView, nullable: true }) checkpoint: AuditCheckpointView | null;
  @ApiProperty() verified: AuditVerifiedView;
  @ApiProperty() waiting: AuditWaitingView;
  @ApiProperty({ type: [AuditFindingView] }) findings: AuditFindingView[];
}

function WholeNumber(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : value))(target, property);
    IsInt()(target, property);
    Min(0)(target, property);
    Max(Number.MAX_SAFE_INTEGER)(target, property);
  };
}
