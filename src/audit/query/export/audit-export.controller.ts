import { Readable } from 'node:stream';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../../auth/sessions/principal';
import type { RequestContext } from '../../../common/http/request-context';
import { RecordsItself } from '../recorded-reads.interceptor';
import { AuditExportQuery, type ExportFormat } from './audit-export.dto';
import { AuditExports } from './audit-export.service';

const contentTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  ocsf: 'application/x-ndjson',
};

const fileNames: Record<ExportFormat, string> = {
  csv: 'audit.csv',
  ndjson: 'audit.ndjson',
  ocsf: 'audit.ocsf.ndjson',
};

@ApiTags('audit')
@OnlyFor('auditor', 'admin')
@RecordsItself()
@Controller('audit/export')
export class AuditExportController {
  constructor(private readonly exports: AuditExports) {}

  @Get()
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description:
      'A stream of sealed events. The header X-Audit-Checkpoint holds the signed checkpoint (base64) that the export was made at.',
  })
  async export(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Query() query: AuditExportQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { checkpoint, content } = await this.exports.start(userId, context, query);
    reply.header('X-Audit-Checkpoint', Buffer.from(checkpoint.note).toString('base64'));
    return new StreamableFile(Readable.from(content), {
      type: contentTypes[query.format],
      disposition: `attachment; filename="${fileNames[query.format]}"`,
    });
  }
}
