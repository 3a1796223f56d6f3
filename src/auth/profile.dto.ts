import { ApiProperty } from '@nestjs/swagger';
import { TimeZoneField } from '../common/http/fields';
import { UserView } from './auth.dto';
import type { Principal } from './sessions/principal';

export class ChangeProfileRequest {
  @TimeZoneField() timeZone: string;
}

export class MeView extends UserView {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When this session proved a second factor.',
  })
  secondFactorAt: string | null;
  @ApiProperty({ example: 'Europe/Zurich', description: 'In which times in messages are told.' })
  timeZone: string;
}

export function meView(principal: Principal): MeView {
  const { userId: id, email, name, accountType, secondFactorAt, timeZone } = principal;
  return { id, email, name, accountType, secondFactorAt: secondFactorAt?.toISOString() ?? null, timeZone };
}
