import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, Public } from '../auth/sessions/principal';
import type { RequestContext } from '../common/http/request-context';
import { SecurityReportService } from './security-report.service';
import { FiledReportView, FileReportRequest } from './security-reports.dto';

@ApiTags('notifications')
@Controller('security-reports')
export class SecurityReportsController {
  constructor(private readonly reports: SecurityReportService) {}

  @Post()
  @Public()
  @HttpCode(200)
  @ApiOkResponse({
    type: FiledReportView,
    description:
      'The account is secured: sessions have ended, no device is trusted, payments are on hold, and a link to set a new password is on its way. Using the link again answers the same.',
  })
  async file(
    @Body() { token }: FileReportRequest,
    @Context() context: RequestContext,
  ): Promise<FiledReportView> {
    const { reportedAt } = await this.reports.report(token, context);
    return { status: 'secured', reportedAt: reportedAt.toISOString() };
  }
}
