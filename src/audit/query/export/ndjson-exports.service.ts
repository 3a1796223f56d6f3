import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database';
import { DomainError } from '../../../common/domain-error';
import { DroppedMonthsReader } from '../../retention/dropped-months.reader';
import { SigningKeys } from '../../sealing/signing-keys';
import { treeReader } from '../../sealing/tree-reader';
import type { AuditEventFilter } from '../audit-query.dto';
import type { CheckpointRow } from '../proof-statements';
import { ExportPages } from './export-pages';
import { filteredLines, rangeLines } from './ndjson';

/** Exports that prove themselves: a whole range of the log where there are no filters but times, else each event for itself. */
@Injectable()
export class NdjsonExports {
  constructor(
    private readonly database: Database,
    private readonly pages: ExportPages,
    private readonly keys: SigningKeys,
    private readonly dropped: DroppedMonthsReader,
  ) {}

  /** @throws event-not-sealed for a second after a month was dropped */
  async linesOf(filter: AuditEventFilter, checkpoint: CheckpointRow): Promise<AsyncIterable<string>> {
    const { from, to, ...others } = filter;
    const size = Number(checkpoint.size);
    const source = {
      checkpoint,
      verifierKeys: await this.keys.verifierKeys(),
      filters: { ...filter },
      read: treeReader((statement, values) => this.database.rows(statement, values)),
    };
    if (Object.values(others).some((value) => value !== undefined))
      return filteredLines(source, this.pages.filtered(filter, size));
    const range = await this.pages.rangeOf({ from, to }, size);
    const known = await this.dropped.read();
    if (known.some(({ sequence }) => sequence === null || sequence >= size))
      throw new DomainError('event-not-sealed');
    const gaps = { known, read: () => this.dropped.read() };
    return rangeLines(source, range, this.pages.inRange(range), gaps);
  }
}
