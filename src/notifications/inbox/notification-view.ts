import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { PageQuery } from '../../common/http/page';
import { type NoticeAction, noticeActions, type Severity, severities } from '../notice-entry';

export class NotificationQuery extends PageQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'True: only those that have not been read.' })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  unread?: boolean;
}

export class NotificationView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'factor-added', description: 'Stable. More kinds may come.' })
  kind: string;
  @ApiProperty({ example: 'A second factor was added' }) title: string;
  @ApiProperty({ description: 'Plain text; times in it are in the time zone of the account.' }) body: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '203.0.113.7, Firefox on Windows',
    description: 'Where it was done from.',
  })
  place: string | null;
  @ApiProperty({ enum: severities }) severity: Severity;
  @ApiProperty({ type: String, enum: noticeActions, nullable: true, description: 'What to offer beside it.' })
  action: NoticeAction | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readAt: string | null;
}

export class NotificationPage {
  @ApiProperty({ type: [NotificationView] }) items: NotificationView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
  @ApiProperty({ type: 'integer', description: 'Of all, not of this page.' }) unreadCount: number;
}
