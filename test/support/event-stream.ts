import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ReceivedEvent {
  event: string;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
  data: any;
}

/** Reads server-sent events as a browser does, without coming back by itself. */
export class EventStream {
  readonly events: ReceivedEvent[] = [];
  comments = 0;
  ended = false;
  private rest = '';

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8').on('data', (text: string) => this.receive(text));
    response.on('close', () => {
      this.ended = true;
    });
    response.on('error', () => undefined);
  }

  static open(url: string, headers: Record<string, string>): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers, agent: false }, (response) =>
        resolve(new EventStream(request, response)),
      );
      request.on('error', reject);
    });
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  get last(): ReceivedEvent | undefined {
    return this.events.at(-1);
  }

  /** The first event that satisfies `wanted`, waiting for it. */
  async waitFor(wanted: (event: ReceivedEvent) => boolean, milliseconds = 8_000): Promise<ReceivedEvent> {
    for (let waited = 0; waited <= milliseconds; waited += 10) {
      const found = this.events.find(wanted);
      if (found) return found;
      await sleep(10);
    }
    throw new Error(`No such event came; these did: ${JSON.stringify(this.events)}`);
  }

  async close(): Promise<void> {
    this.request.destroy();
    while (!this.ended) await sleep(5);
  }

  private receive(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s) as [string, string]));
      const data = fields.get('data');
      if (data === undefined) this.comments++;
      else
        this.events.push({
          event: fields.get('event') ?? 'message',
          id: fields.get('id') ?? null,
          data: JSON.parse(data),
        });
    }
  }
}
