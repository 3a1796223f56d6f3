import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { afterCommit, beforeCommit, execute, type Statement } from '../common/database/sql';
import { type RequestContext, systemContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { AppConfig } from '../config/app-config';
import {
  type AuditEventType,
  type DetailsOf,
  type OutcomeOf,
  retentionClassOf,
  type SubjectTypeOf,
} from './catalogue/catalogue';
import { CommittedRecords } from './committed-records';
import { type EventRow, insertionOf, SCHEMA_VERSION, withEventOfEach, withEvents } from './event-insertion';
import { type CommittedEvent, personalDigest, rowKey, rowMac, withMicroseconds } from './sealed-event';

export interface AuditRecordOf<T extends AuditEventType> {
  type: T;
  /** Success where not told. */
  outcome?: OutcomeOf<T>;
  /** Who did it; null when nobody is known, e.g. a failed login with an unknown address. */
  actorId: string | null;
  subject: { type: SubjectTypeOf<T>; id: string | null };
  /** The facts that the catalogue lists for this type, and no other. */
  details?: DetailsOf<T>;
}

export type AuditRecord = { [T in AuditEventType]: AuditRecordOf<T> }[AuditEventType];

/** The same event, as one that failed or was refused. */
export function refused(record: AuditRecord, reason: string): AuditRecord {
  return { ...record, outcome: 'failure', details: { ...record.details, reason } } as AuditRecord;
}

const SALT_BYTES = 32;

/** What the gateway says about them is nobody's act: where its request came from is in the event of whoever made it. */
const ofTheGateway: ReadonlySet<string> = new Set(['payment', 'authorization']);

/** Writes audit events in the transaction of what they record: if they cannot be written, nothing has happened. */
@Injectable()
export class AuditRecorder {
  private readonly pending = new WeakMap<EntityManager, EventRow[]>();
  private readonly key: Buffer;

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly database: Database,
    private readonly committed: CommittedRecords,
  ) {
    this.key = rowKey(config.codePepper);
  }

  /** All events of a transaction leave in one statement, together with its COMMIT. */
  record(manager: EntityManager, context: RequestContext, ...records: AuditRecord[]): void {
    const rows = this.toRows(context, records);
    afterCommit(manager, () => this.committed.tell(records, rows));
    const waiting = this.pending.get(manager);
    if (waiting) {
      waiting.push(...rows);
      return;
    }
    const all = [...rows];
    this.pending.set(manager, all);
    beforeCommit(manager, () => execute(manager, ...insertionOf(all)));
  }

  /** For refusals that change nothing else: the events are the transaction. */
  async recordAlone(context: RequestContext, ...records: AuditRecord[]): Promise<void> {
    const rows = this.toRows(context, records);
    await this.database.execute(...insertionOf(rows));
    this.committed.tell(records, rows);
  }

  /**
   * A state change of one row and its events as one statement, which is a transaction of its own.
   * @returns whether the row was in the expected state; nothing is written when it was not
   */
  async recordChange(
    change: Statement,
    values: unknown[],
    context: RequestContext,
    ...records: AuditRecord[]
  ): Promise<boolean> {
    const rows = this.toRows(context, records);
    const touched = await this.database.rows(withEvents(change), [JSON.stringify(rows), ...values]);
    if (touched.length > 0) this.committed.tell(records, rows);
    return touched.length > 0;
  }

  /**
   * A state change of several rows as one statement, which is a transaction of its own. Each record belongs to the row that is
   * its subject, and is written if that row was in the expected state.
   * @returns the identifiers of those rows
   */
  async recordChanges(
    change: Statement,
    values: unknown[],
    entries: readonly { context: RequestContext; record: AuditRecord }[],
  ): Promise<Set<string>> {
    const rows = entries.flatMap(({ context, record }) => this.toRows(context, [record]));
    const touched = await this.database.rows<{ id: string }>(withEventOfEach(change), [
      JSON.stringify(rows),
      ...values,
    ]);
    const ids = new Set(touched.map(({ id }) => id));
    const isWritten = (_: unknown, at: number) => ids.has(entries[at]?.record.subject.id ?? '');
    const records = entries.map(({ record }) => record);
    this.committed.tell(records.filter(isWritten), rows.filter(isWritten));
    return ids;
  }

  private toRows(context: RequestContext, records: AuditRecord[]): EventRow[] {
    const at = withMicroseconds(this.clock.now());
    return records.map((record) => this.toRow(at, context, record));
  }

  private toRow(
    at: string,
    context: RequestContext,
    { type, outcome = 'success', actorId, subject, details = {} }: AuditRecord,
  ): EventRow {
    const isAct = actorId !== null || !ofTheGateway.has(subject.type);
    const { ip, userAgent } = isAct ? context : systemContext;
    const salt = this.random.bytes(SALT_BYTES);
    const digest = personalDigest(salt, { ip, userAgent });
    const { requestId } = context;
    const event: CommittedEvent = {
      id: this.random.id(),
      at,
      type,
      outcome,
      actorId,
      requestId,
      details,
      subject: { type: subject.type, id: subject.id?.toLowerCase() ?? null },
      schemaVersion: SCHEMA_VERSION,
      personalDigest: digest.toString('hex'),
      retention: retentionClassOf(type),
    };
    return {
      id: event.id,
      at,
      type,
      outcome,
      actor_id: actorId,
      subject_type: subject.type,
      subject_id: subject.id,
      ip,
      user_agent: userAgent,
      request_id: requestId,
      details,
      mac: bytea(rowMac(this.key, event)),
      personal_salt: bytea(salt),
      personal_digest: bytea(digest),
      retention: event.retention,
    };
  }
}

function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
