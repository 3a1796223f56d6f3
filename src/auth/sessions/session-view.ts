import { ApiProperty } from '@nestjs/swagger';

export class SessionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() createdAt: Date;
  @ApiProperty({ description: 'To the minute.' }) lastSeenAt: Date;
  @ApiProperty({ type: String, nullable: true }) ip: string | null;
  @ApiProperty({ type: String, nullable: true }) userAgent: string | null;
  @ApiProperty({ example: 'Firefox on Windows', description: 'What the browser says it is.' })
  device: string;
  @ApiProperty({ description: 'The session this request was made with.' }) current: boolean;
}

export class SessionPage {
  @ApiProperty({ type: [SessionView] }) items: SessionView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
