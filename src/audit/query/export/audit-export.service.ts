import { Injectable } from '@nestjs/common';
import { after, Clock, DAY } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import { AuditRecorder } from '../../audit-recorder';
import type { AuditEventFilter } from '../audit-query.dto';
import { recordedFilter } from '../event-filter';
import { type CheckpointRow, findNewestCheckpoint } from '../proof-statements';
import type { AuditExportQuery, ExportFormat } from './audit-export.dto';
import { csvHeader, csvRecord } from './csv';
import { ExportPages, type SealedRow } from './export-pages';
import { NdjsonExports } from './ndjson-exports.service';
import { ocsfEvent } from './ocsf';

export interface AuditExport {
  /** The log as it was when the export began: nothing in it is younger. */
  checkpoint: CheckpointRow;
  content: AsyncIterable<string>;
}

const LONGEST_DAYS = 400;

/** Streams sealed events to people and programs outside. */
@Injectable()
export class AuditExports {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly pages: ExportPages,
    private readonly audit: AuditRecorder,
    private readonly ndjson: NdjsonExports,
  ) {}

  /** @throws event-not-sealed while the log is empty, or for a second after a month was dropped; validation-failed for a range of more than 400 days */
  async start(
    readerId: string,
    context: RequestContext,
    { format, ...filter }: AuditExportQuery,
  ): Promise<AuditExport> {
    const bounded = format === 'ndjson' ? filter : this.bounded(filter);
    const checkpoint = await this.database.row<CheckpointRow>(findNewestCheckpoint);
    await this.audit.recordAlone(context, {
      type: 'audit.exported',
      outcome: checkpoint ? 'success' : 'failure',
      actorId: readerId,
      subject: { type: 'audit_log', id: null },
      details: { format, filters: recordedFilter(bounded), size: Number(checkpoint?.size ?? 0) },
    });
    if (!checkpoint) throw new DomainError('event-not-sealed');
    return { checkpoint, content: await this.content(format, bounded, checkpoint) };
  }

  private content(
    format: ExportFormat,
    filter: AuditEventFilter,
    checkpoint: CheckpointRow,
  ): AsyncIterable<string> | Promise<AsyncIterable<string>> {
    if (format === 'ndjson') return this.ndjson.linesOf(filter, checkpoint);
    const found = this.pages.filtered(filter, Number(checkpoint.size));
    return format === 'csv'
      ? text(csvHeader(), found, csvRecord)
      : text('', found, (row) => `${JSON.stringify(ocsfEvent(row, this.config.appName))}\n`);
  }

  private bounded(filter: AuditEventFilter): AuditEventFilter {
    const to = filter.to ?? this.clock.now();
    const from = filter.from ?? after(to, -LONGEST_DAYS * DAY);
    if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY)
      throw new DomainError('validation-failed', {
        errors: [{ pointer: '/from', detail: `from and to must be at most ${LONGEST_DAYS} days apart` }],
      });
    return { ...filter, from, to };
  }
}

async function* text(
  header: string,
  pages: AsyncIterable<SealedRow[]>,
  toText: (row: SealedRow) => string,
): AsyncGenerator<string> {
  if (header !== '') yield header;
  for await (const page of pages) yield page.map(toText).join('');
}
