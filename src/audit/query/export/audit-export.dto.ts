import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { AuditEventFilter } from '../audit-query.dto';

export const exportFormats = ['csv', 'ndjson', 'ocsf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export class AuditExportQuery extends AuditEventFilter {
  @ApiProperty({ enum: exportFormats })
  @IsIn(exportFormats)
  format: ExportFormat;
}
