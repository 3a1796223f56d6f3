import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, DuringEnrolment, type Principal } from '../../sessions/principal';
import { DiagnosticsView } from './diagnostics.dto';
import { DiagnosticsService } from './diagnostics.service';

@ApiTags('second factor')
@Controller('2fa/diagnostics')
export class DiagnosticsController {
  constructor(private readonly diagnostics: DiagnosticsService) {}

  /** Whether the clock of your app is right, mail and texts arrive, and your camera reads our pictures. */
  @Get()
  @DuringEnrolment()
  @ApiOkResponse({ type: DiagnosticsView })
  check(@CurrentUser() { userId }: Principal): Promise<DiagnosticsView> {
    return this.diagnostics.check(userId);
  }
}
