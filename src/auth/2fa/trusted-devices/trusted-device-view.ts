import { ApiProperty } from '@nestjs/swagger';

export class TrustedDeviceView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'Firefox on Windows', description: 'What the browser said when it was trusted.' })
  name: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '203.0.113.*',
    description: 'Where it was trusted or last used from.',
  })
  maskedAddress: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it last spared a login the second step.',
  })
  lastUsedAt: string | null;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ description: 'Whether it is the browser that this request came from.' }) current: boolean;
}

export class TrustedDevicePage {
  @ApiProperty({ type: [TrustedDeviceView] }) items: TrustedDeviceView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
