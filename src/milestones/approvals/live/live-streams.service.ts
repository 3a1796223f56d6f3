import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Principal } from '../../../auth/sessions/principal';
import { SessionLiveness } from '../../../auth/sessions/session-liveness';
import { after, Clock, MINUTE, SECOND } from '../../../common/clock';
import { ChangeBell } from '../../../common/database/change-bell';
import { DomainError } from '../../../common/domain-error';
import { OpenStreams } from '../../../common/http/open-streams';
import { LiveReader } from './live-reader';
import { LiveStream } from './live-stream';

interface Viewer {
  approvalId: string;
  userId: string;
  sessionId: string;
  stream: LiveStream;
  subjects: ReadonlySet<string>;
  endsAt: Date;
  stuckTicks: number;
  leave: () => void;
}

export const STREAMS_PER_USER = 6;
export const STREAMS_PER_PROCESS = 1_000;
const LASTS_MS = 10 * MINUTE;
/** What no bell has told of is seen after this long. */
const TICK_MS = 2 * SECOND;
const BEAT_EVERY_TICKS = 7;
const STUCK_TICKS = 15;

/**
 * The live views that are open in this process. What they show is read for all of them at once: when a bell rings for one
 * of them, and every two seconds in any case. No view holds a connection to the database.
 */
@Injectable()
export class LiveStreams implements OnModuleDestroy {
  private readonly logger = new Logger(LiveStreams.name);
  private readonly viewers = new Set<Viewer>();
  private readonly due = new Set<string>();
  private reading = false;
  private listening = false;
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly reader: LiveReader,
    private readonly sessions: SessionLiveness,
    private readonly bell: ChangeBell,
    private readonly open: OpenStreams,
  ) {}

  /** @throws not-found, too-many-requests */
  async view(client: Principal, approvalId: string, knownVersion: string | null): Promise<LiveStream> {
    this.refuseTooMany(client.userId);
    const watched = (await this.reader.read([approvalId])).get(approvalId);
    if (watched?.clientId !== client.userId) throw new DomainError('not-found');
    this.refuseTooMany(client.userId);
    const stream = new LiveStream(knownVersion);
    const viewer: Viewer = {
      approvalId,
      userId: client.userId,
      sessionId: client.sessionId,
      stream,
      subjects: new Set(watched.subjects),
      endsAt: after(this.clock.now(), LASTS_MS),
      stuckTicks: 0,
      leave: () => undefined,
    };
    this.admit(viewer);
    stream.show(watched.state);
    return stream;
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const { stream } of this.viewers) stream.end('shutdown');
  }

  private refuseTooMany(userId: string): void {
    const own = [...this.viewers].filter((viewer) => viewer.userId === userId).length;
    if (own >= STREAMS_PER_USER || this.viewers.size >= STREAMS_PER_PROCESS)
      throw new DomainError('too-many-requests', {
        detail: 'Too many live views are open. Close one, or read the approval itself.',
        retryAt: after(this.clock.now(), 10 * SECOND),
      });
  }

  private admit(viewer: Viewer): void {
    this.viewers.add(viewer);
    viewer.leave = this.open.add(() => viewer.stream.end('shutdown'));
    viewer.stream.body.once('close', () => {
      this.viewers.delete(viewer);
      viewer.leave();
      if (this.viewers.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    });
    this.timer ??= setInterval(() => void this.tick(), TICK_MS).unref();
    if (this.listening) return;
    this.listening = true;
    this.bell.listen((ids) => this.hear(ids));
  }

  private hear(ids: ReadonlySet<string>): void {
    const concerned = [...this.viewers].filter(
      ({ subjects }) => ids.size === 0 || [...subjects].some((subject) => ids.has(subject)),
    );
    void this.refresh(concerned.map(({ approvalId }) => approvalId));
  }

  private async tick(): Promise<void> {
    this.ticks++;
    const now = this.clock.now();
    for (const viewer of this.viewers) {
      const { stream, endsAt } = viewer;
      viewer.stuckTicks = stream.isStuck ? viewer.stuckTicks + 1 : 0;
      if (viewer.stuckTicks > STUCK_TICKS) stream.body.destroy();
      else if (endsAt <= now) stream.end('time');
      else if (this.ticks % BEAT_EVERY_TICKS === 0) stream.beat();
    }
    await this.endOfSessions();
    await this.refresh([...this.viewers].map(({ approvalId }) => approvalId));
  }

  private async endOfSessions(): Promise<void> {
    try {
      const sessionIds = [...new Set([...this.viewers].map(({ sessionId }) => sessionId))];
      const live = await this.sessions.liveOf(sessionIds);
      for (const { sessionId, stream } of this.viewers)
        if (sessionIds.includes(sessionId) && !live.has(sessionId)) stream.end('session');
    } catch (error) {
      this.logger.warn(`Whose sessions live could not be read: ${(error as Error).message}`);
    }
  }

  /** One read at a time; what is asked for meanwhile is read next, all in one. */
  private async refresh(approvalIds: readonly string[]): Promise<void> {
    for (const id of approvalIds) this.due.add(id);
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.due.size > 0) {
        const ids = [...this.due];
        this.due.clear();
        await this.show(ids);
      }
    } catch (error) {
      this.logger.warn(`Live views could not be brought up to date: ${(error as Error).message}`);
    } finally {
      this.reading = false;
    }
  }

  private async show(approvalIds: readonly string[]): Promise<void> {
    const found = await this.reader.read(approvalIds);
    for (const viewer of this.viewers) {
      const watched = found.get(viewer.approvalId);
      if (!watched) continue;
      viewer.subjects = new Set(watched.subjects);
      viewer.stream.show(watched.state);
    }
  }
}
