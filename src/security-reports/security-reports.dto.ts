import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { TextField } from '../common/http/fields';
import { PageQuery } from '../common/http/page';
import { type AccountType, accountTypes } from '../users/account-type';
import { type ReportStatus, reportStatuses } from './security-report.entity';

export class FileReportRequest {
  @TextField({ max: 200, description: 'What stands behind `token=` in the "wasn\'t me" link.' })
  token: string;
}

export class FiledReportView {
  @ApiProperty({ enum: ['secured'] }) status: 'secured';
  @ApiProperty({ format: 'date-time', description: 'Of the first use of the link.' }) reportedAt: string;
}

export class SecurityReportQuery extends PageQuery {
  @ApiPropertyOptional({ enum: reportStatuses })
  @IsOptional()
  @IsIn(reportStatuses)
  status?: ReportStatus;
}

export class CloseReportRequest {
  @TextField({ max: 1000, pattern: /\S/, description: 'What was found.' }) note: string;
}

class ReportedAccountView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
}

class ReportedNoticeView {
  @ApiProperty({ example: 'factor-added' }) kind: string;
  @ApiProperty({ example: 'A second factor was added' }) title: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class SecurityReportView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: reportStatuses }) status: ReportStatus;
  @ApiProperty({ type: ReportedAccountView }) account: ReportedAccountView;
  @ApiProperty({ type: ReportedNoticeView, description: 'What was not theirs.' }) about: ReportedNoticeView;
  @ApiProperty({ format: 'date-time' }) reportedAt: string;
  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7, Firefox on Windows' })
  place: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) closedAt: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) closedBy: string | null;
  @ApiProperty({ type: String, nullable: true }) note: string | null;
}

export class SecurityReportPage {
  @ApiProperty({ type: [SecurityReportView] }) items: SecurityReportView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
