import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProduces, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../../auth/sessions/principal';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import { RecordsItself } from '../recorded-reads.interceptor';
import { EvidenceQuery, EvidenceReport } from './evidence-report.dto';
import { EvidenceReports } from './evidence-report.service';
import { contentPolicy, renderReport } from './report-page';

@ApiTags('audit')
@OnlyFor('auditor', 'admin')
@RecordsItself()
@ApiExtraModels(EvidenceReport)
@Controller('audit/reports')
export class EvidenceReportController {
  constructor(
    private readonly config: AppConfig,
    private readonly reports: EvidenceReports,
  ) {}

  @Get('soc2')
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({
    description:
      'What happened in a time, with the addresses of the events; as data, or as a page for printing.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(EvidenceReport) } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  async soc2(
    @CurrentUser() reader: Principal,
    @Context() context: RequestContext,
    @Query() query: EvidenceQuery,
    @Headers('accept') accepted: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EvidenceReport | string> {
    const report = await this.reports.make(reader, context, query);
    reply.header('Vary', 'Accept');
    if ((query.format ?? preferred(accepted)) === 'json') return report;
    reply.header('Content-Security-Policy', contentPolicy).type('text/html; charset=utf-8');
    return renderReport(report, this.config.appName);
  }
}

/** Browsers name HTML first; programs name JSON, anything, or nothing. */
function preferred(accepted = ''): 'json' | 'html' {
  const types = accepted.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  const html = types.indexOf('text/html');
  const json = types.indexOf('application/json');
  return html >= 0 && (json < 0 || html < json) ? 'html' : 'json';
}
