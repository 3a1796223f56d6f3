import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, SECOND } from '../../common/clock';
import { execute, row, rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { Repetition } from '../../common/jobs/repetition';
import { AppConfig } from '../../config/app-config';
import { CheckpointCheck } from '../integrity/checkpoint-check';
import { leafMac, rowKey } from '../sealed-event';
import { perfectRoot } from '../tree/merkle-tree';
import { signCheckpoint } from '../tree/signed-note';
import { LEVEL_STEP, type ReadHashes, rootOf, SUBTREE_SIZE } from '../tree/stored-tree';
import { CheckpointPublisher } from './checkpoint-publisher';
import { type EventRow, leafHashOf } from './event-row';
import {
  findHead,
  findHorizon,
  findUnsealed,
  findUnsealedOfOtherCluster,
  insertCheckpoint,
  insertLeaves,
  insertSubtrees,
  leadSealing,
} from './seal-statements';
import { SigningKeys } from './signing-keys';
import { treeReader } from './tree-reader';

/** Of the transactions of this cluster, those below have ended and what they wrote is sealed. */
interface Mark {
  cluster: string;
  sealedBelow: bigint;
}

interface Head extends Mark {
  size: bigint;
  note: string;
}

interface Horizon {
  xmin: bigint;
  cluster: string;
}

const EVERY_MS = SECOND;
const BATCH = 5_000;
const nothing: Mark = { cluster: '', sealedBelow: 0n };

/**
 * Gives committed events their places in the log, about once a second, and signs a checkpoint over all of them. Every replica
 * tries, one leads. All of it is one transaction: whoever is killed in the middle has done nothing.
 * See docs/adr/0029-a-log-that-outsiders-can-verify.md.
 */
@Injectable()
export class Sealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('AuditSealer');
  private readonly repetition = new Repetition(
    EVERY_MS,
    () => this.seal(),
    ({ message }) => this.logger.warn(`Audit events could not be sealed yet: ${message}`),
  );
  /** How far the log was looked through when nothing was new. Kept in memory only: it gets no checkpoint. */
  private idle: { since: Mark; mark: Mark } | null = null;

  /** Signed and not yet handed out. */
  private signed: string | null = null;
  private readonly macKey: Buffer;

  constructor(
    config: AppConfig,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
    private readonly publisher: CheckpointPublisher,
    private readonly checkpoints: CheckpointCheck,
  ) {
    this.macKey = rowKey(config.codePepper);
  }

  onApplicationBootstrap(): void {
    this.repetition.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.repetition.stop();
  }

  /** @returns how many events got their places; 0 when there were none, or when another replica leads */
  async seal(): Promise<number> {
    for (let total = 0; ; ) {
      const sealed = await this.transactor.run((manager) => this.sealBatch(manager));
      total += sealed.count;
      this.signed = sealed.note ?? this.signed;
      await this.handOut();
      if (sealed.count < BATCH) return total;
    }
  }

  private async handOut(): Promise<void> {
    const note = this.signed;
    if (note === null) return;
    await this.checkpoints.confirm(note);
    this.publisher.announce(note);
    if (this.signed === note) this.signed = null;
  }

  private async sealBatch(manager: EntityManager): Promise<{ count: number; note: string | null }> {
    const [leader, horizon, head] = await Promise.all([
      row<{ leads: boolean }>(manager, leadSealing),
      row<Horizon & Record<string, unknown>>(manager, findHorizon),
      row<Head & Record<string, unknown>>(manager, findHead),
    ]);
    if (!leader?.leads || !horizon) return { count: 0, note: null };
    const since = head ?? nothing;
    const mark = this.idle && isSame(this.idle.since, since) ? this.idle.mark : since;
    const events = await this.findUnsealed(manager, mark, horizon);
    const isFull = events.length === BATCH;
    const reached = isFull
      ? markWithin(events, mark, horizon)
      : { cluster: horizon.cluster, sealedBelow: horizon.xmin };
    this.idle = events.length === 0 ? { since, mark: reached } : null;
    if (events.length === 0) return { count: 0, note: null };
    return {
      count: events.length,
      note: await this.append(manager, Number(head?.size ?? 0n), events, reached),
    };
  }

  private findUnsealed(
    manager: EntityManager,
    mark: Mark,
    { xmin, cluster }: Horizon,
  ): Promise<SealableRow[]> {
    return mark.cluster === cluster
      ? rows<SealableRow>(manager, findUnsealed, [mark.sealedBelow, xmin, BATCH])
      : rows<SealableRow>(manager, findUnsealedOfOtherCluster, [BATCH]);
  }

  private async append(
    manager: EntityManager,
    size: number,
    events: readonly EventRow[],
    { cluster, sealedBelow }: Mark,
  ): Promise<string> {
    const newSize = size + events.length;
    const read = treeReader((statement, values) => rows(manager, statement, values));
    const leaves = events.map((event, at) => ({
      ...{ sequence: size + at, eventId: event.id, hash: leafHashOf(event), retention: event.retention },
    }));
    await execute(manager, insertLeaves, [
      size,
      leaves.map(({ eventId }) => eventId),
      leaves.map(({ hash }) => hash),
      leaves.map((leaf) => leafMac(this.macKey, leaf)),
      leaves.map(({ retention }) => retention),
    ]);
    await completeSubtrees(manager, read, size, newSize);
    const signer = await this.keys.current(manager, size === 0);
    const root = await rootOf(read, newSize);
    const note = signCheckpoint({ origin: signer.name, size: newSize, root }, signer);
    await execute(manager, insertCheckpoint, [newSize, note, this.clock.now(), cluster, sealedBelow]);
    return note;
  }
}

type SealableRow = EventRow & { xid: bigint } & Record<string, unknown>;

function isSame(a: Mark, b: Mark): boolean {
  return a.cluster === b.cluster && a.sealedBelow === b.sealedBelow;
}

/** A full batch may end in the middle of a transaction: the next one looks at that transaction again. */
function markWithin(events: readonly SealableRow[], mark: Mark, { cluster }: Horizon): Mark {
  return mark.cluster === cluster ? { cluster, sealedBelow: (events.at(-1) as SealableRow).xid } : mark;
}

/** Stores the hash of each subtree that the new leaves have completed, level by level. */
async function completeSubtrees(
  manager: EntityManager,
  read: ReadHashes,
  size: number,
  newSize: number,
): Promise<void> {
  let [before, now] = [size, newSize];
  for (let level = LEVEL_STEP; now >= SUBTREE_SIZE; level += LEVEL_STEP) {
    before = Math.floor(before / SUBTREE_SIZE);
    now = Math.floor(now / SUBTREE_SIZE);
    if (now === before) return;
    const ranges = Array.from({ length: now - before }, (_, at) => ({
      level: level - LEVEL_STEP,
      first: (before + at) * SUBTREE_SIZE,
      past: (before + at + 1) * SUBTREE_SIZE,
    }));
    const hashes = (await read(ranges)).map(perfectRoot);
    await execute(manager, insertSubtrees, [level, before, hashes]);
  }
}
