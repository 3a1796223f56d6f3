import { Readable } from 'node:stream';
import { Controller, Get, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { AcceptsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, type Principal } from '../auth/sessions/principal';
import type { RequestContext } from '../common/http/request-context';
import { DataExportService } from './data-export.service';

@ApiTags('accounts and login')
@Controller('auth/me/data')
export class DataExportController {
  constructor(private readonly exports: DataExportService) {}

  /** Whoever has a second factor spends a challenge with purpose `export-data`. */
  @Get()
  @AcceptsTwoFactor()
  @ApiProduces('application/json')
  @ApiOkResponse({
    schema: { type: 'object', additionalProperties: true },
    description:
      'Everything that is held about you, as one JSON object: lists of rows by what they are, without secrets. At most 5 a day.',
  })
  async export(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
  ): Promise<StreamableFile> {
    const content = await this.exports.start(principal, context, challengeId);
    return new StreamableFile(Readable.from(content), {
      type: 'application/json',
      disposition: 'attachment; filename="my-data.json"',
    });
  }
}
