import { Readable } from 'node:stream';
import { eventsBetween, isFinal, type LiveState, versionOf } from './live-state';

/** Why a stream ends. After anything but `final` a client may come back, and goes on where it was. */
export type EndReason = 'final' | 'time' | 'session' | 'shutdown';

/** How long a browser waits before it comes back. */
const RETRY_MS = 2_000;

/**
 * Server-sent events about one approval (https://html.spec.whatwg.org/multipage/server-sent-events.html). Whoever reads
 * slowly is not sent every change but, once they have caught up, what has changed since: no more waits than was unread
 * when the socket filled up.
 */
export class LiveStream {
  readonly body: Readable;
  private known: LiveState | null = null;
  private latest: LiveState | null = null;
  private full = false;
  private ended = false;

  /** @param knownVersion what a client that comes back has seen last */
  constructor(private readonly knownVersion: string | null) {
    this.body = new Readable({ read: () => this.resume() });
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Whether what was sent is still waiting to be read. */
  get isStuck(): boolean {
    return this.full;
  }

  show(state: LiveState): void {
    this.latest = state;
    this.flush();
  }

  /** Keeps proxies from taking the connection for dead. */
  beat(): void {
    if (!this.full) this.write(': still here\n\n');
  }

  end(reason: EndReason): void {
    if (this.ended) return;
    this.write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
    this.ended = true;
    this.body.push(null);
  }

  private resume(): void {
    this.full = false;
    this.flush();
  }

  private flush(): void {
    const { latest } = this;
    if (!latest || this.full || this.ended) return;
    const isBack = this.known === null && versionOf(latest) === this.knownVersion;
    const events = isBack ? [] : eventsBetween(this.known, latest);
    this.known = latest;
    for (const { event, id, data } of events)
      this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (isFinal(latest)) this.end('final');
  }

  private write(text: string): void {
    if (!this.ended && !this.body.push(text)) this.full = true;
  }
}
