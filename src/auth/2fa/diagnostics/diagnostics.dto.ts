import { ApiProperty } from '@nestjs/swagger';
import { type ClockVerdict, clockVerdicts } from './clock-drift';

class AuthenticatorCheckView {
  @ApiProperty({ format: 'uuid' }) factorId: string;
  @ApiProperty() label: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'The last code of it.' })
  acceptedAt: string | null;
  @ApiProperty({ enum: clockVerdicts, description: '`unknown` until a code was accepted.' })
  clock: ClockVerdict;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How far the device was off then, to 30 seconds; negative when it is behind.',
  })
  driftSeconds: number | null;
}

class ChannelCheckView {
  @ApiProperty({ enum: ['ok', 'degraded', 'off'], description: '`off`: not offered here.' })
  status: 'ok' | 'degraded' | 'off';
}

class ChannelsCheckView {
  @ApiProperty({ type: ChannelCheckView }) email: ChannelCheckView;
  @ApiProperty({ type: ChannelCheckView }) sms: ChannelCheckView;
}

class TestPictureView {
  @ApiProperty({ description: 'What a camera that reads the picture shows.' }) text: string;
  @ApiProperty({ description: 'A PNG data URL.' }) qrCode: string;
}

export class DiagnosticsView {
  @ApiProperty({ format: 'date-time', description: 'To compare the clock of the device with.' })
  serverTime: string;
  @ApiProperty({ type: [AuthenticatorCheckView] }) authenticators: AuthenticatorCheckView[];
  @ApiProperty({ type: ChannelsCheckView }) channels: ChannelsCheckView;
  @ApiProperty({ type: TestPictureView }) testPicture: TestPictureView;
}
