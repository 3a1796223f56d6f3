import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { Clock } from '../../common/clock';

export interface InboxMessage {
  id: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  receivedAt: string;
  channel: 'email' | 'sms';
}

const MAX_KEPT = 500;

/** What the demo's providers have received, one JSON line each, so that the next start still shows it. */
export class Inbox {
  private messages: InboxMessage[];

  constructor(
    private readonly file: string,
    private readonly clock: Clock,
  ) {
    this.messages = existsSync(file) ? readLines(file).slice(-MAX_KEPT) : [];
    writeFileSync(file, this.messages.map(toLine).join(''), { mode: 0o600 });
  }

  async add(message: Omit<InboxMessage, 'id' | 'receivedAt'>): Promise<void> {
    const { to, from, subject, text, html, channel } = message;
    const received: InboxMessage = {
      id: randomUUID(),
      to,
      from,
      subject,
      text,
      html,
      receivedAt: this.clock.now().toISOString(),
      channel,
    };
    await appendFile(this.file, toLine(received));
    this.messages = [...this.messages, received].slice(-MAX_KEPT);
  }

  /** Newest first; all, or those to one address or phone number. */
  list(to?: string): InboxMessage[] {
    const wanted = to && asWritten(to);
    return this.messages.filter((message) => !wanted || message.to === wanted).reverse();
  }

  find(id: string): InboxMessage | undefined {
    return this.messages.find((message) => message.id === id);
  }

  clear(): void {
    this.messages = [];
    rmSync(this.file, { force: true });
    writeFileSync(this.file, '', { mode: 0o600 });
  }
}

/** A `+` in a query arrives as a space when it was not escaped. */
function asWritten(to: string): string {
  const wanted = to.trim().toLowerCase();
  return /^\d+$/.test(wanted) ? `+${wanted}` : wanted;
}

function toLine(message: InboxMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** A line that a crash cut off is left out. */
function readLines(file: string): InboxMessage[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as InboxMessage];
      } catch {
        return [];
      }
    });
}
