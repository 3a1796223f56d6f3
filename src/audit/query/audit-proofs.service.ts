import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database';
import { DomainError } from '../../common/domain-error';
import type { PageQuery } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { type AuditRecord, AuditRecorder } from '../audit-recorder';
import type { DetailsOf } from '../catalogue/catalogue';
import { leafEntry } from '../sealed-event';
import { committedOf, type EventRow } from '../sealing/event-row';
import { treeReader } from '../sealing/tree-reader';
import { consistencyPath, inclusionPath, type LeafRange } from '../tree/merkle-tree';
import { hashRanges } from '../tree/stored-tree';
import type {
  AuditCheckpointPage,
  AuditCheckpointView,
  AuditConsistencyView,
  AuditProofView,
} from './audit-proofs.dto';
import {
  type CheckpointRow,
  findCheckpointCovering,
  findCheckpointOfSize,
  findCheckpoints,
  findNewestCheckpoint,
  findSealedEvent,
} from './proof-statements';

const LARGEST = String(2n ** 63n - 1n);

/** What an auditor needs to check the log with tools of their own. */
@Injectable()
export class AuditProofs {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws not-found, event-not-sealed */
  async inclusion(readerId: string, context: RequestContext, eventId: string): Promise<AuditProofView> {
    type Row = EventRow & { sequence: bigint | null; hash: Buffer | null } & Record<string, unknown>;
    const event = await this.database.row<Row>(findSealedEvent, [eventId]);
    await this.record(readerId, context, { proofOf: eventId }, event ? 'success' : 'failure');
    if (!event) throw new DomainError('not-found');
    const { sequence, hash } = event;
    const covering =
      sequence === null
        ? null
        : await this.database.row<CheckpointRow>(findCheckpointCovering, [sequence + 1n]);
    if (sequence === null || hash === null || !covering) throw new DomainError('event-not-sealed');
    const index = Number(sequence);
    return {
      sequence: index,
      entry: leafEntry(committedOf(event), event.mac),
      leafHash: hash.toString('base64'),
      path: await this.hashes(inclusionPath(index, Number(covering.size))),
      checkpoint: toView(covering),
    };
  }

  /** @throws not-found when there is no checkpoint of that size */
  async consistency(
    readerId: string,
    context: RequestContext,
    { from, to }: { from: number; to?: number },
  ): Promise<AuditConsistencyView> {
    const later =
      to === undefined
        ? await this.database.row<CheckpointRow>(findNewestCheckpoint)
        : await this.database.row<CheckpointRow>(findCheckpointOfSize, [to]);
    const isKnown = later !== null && BigInt(from) <= later.size;
    await this.record(
      readerId,
      context,
      { consistency: { from, to: to ?? null } },
      isKnown ? 'success' : 'failure',
    );
    if (!isKnown) throw new DomainError('not-found');
    const size = Number(later.size);
    return {
      from,
      to: size,
      path: await this.hashes(consistencyPath(from, size)),
      checkpoint: toView(later),
    };
  }

  async checkpoints(
    readerId: string,
    context: RequestContext,
    query: PageQuery,
  ): Promise<AuditCheckpointPage> {
    const below = query.cursor === undefined ? LARGEST : sizeFrom(query.cursor);
    const found = await this.database.rows<CheckpointRow>(findCheckpoints, [below, query.limit + 1]);
    await this.record(readerId, context, { checkpoints: Math.min(found.length, query.limit) });
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(toView),
      nextCursor:
        found.length > query.limit && last ? Buffer.from(String(last.size)).toString('base64url') : null,
    };
  }

  private async hashes(path: readonly LeafRange[]): Promise<string[]> {
    const read = treeReader((statement, values) => this.database.rows(statement, values));
    return (await hashRanges(read, path)).map((hash) => hash.toString('base64'));
  }

  private record(
    actorId: string,
    context: RequestContext,
    details: DetailsOf<'audit.read'>,
    outcome: AuditRecord['outcome'] = 'success',
  ): Promise<void> {
    const subject = { type: 'audit_log', id: null } as const;
    return this.audit.recordAlone(context, { type: 'audit.read', outcome, actorId, subject, details });
  }
}

function sizeFrom(cursor: string): string {
  const size = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^\d{1,18}$/.test(size)) throw new DomainError('invalid-cursor');
  return size;
}

export function toView({
  size,
  note,
  sealedAt,
}: {
  size: bigint;
  note: string;
  sealedAt: Date;
}): AuditCheckpointView {
  return { size: Number(size), note, sealedAt };
}
