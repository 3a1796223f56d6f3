import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedText {
  provider: string;
  to: string;
  from: string;
  text: string;
}

/** What a provider can do wrong. Codes are the provider's own. */
export type ProviderFault =
  | { kind: 'refuse'; status: number; code: string | number }
  /** An answer that is not of the provider, e.g. of a proxy in front of it. */
  | { kind: 'broken'; status: number }
  /** The request is read and never answered. */
  | { kind: 'hang' }
  /** The connection is reset before anything is taken. */
  | { kind: 'reset' }
  /** The message is taken, and the connection lost before the answer. */
  | { kind: 'success-then-drop' };

export interface ProviderCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  form: URLSearchParams;
}

export interface ProviderAnswer {
  status: number;
  type: string;
  body: string;
}

/** A provider's HTTP interface on loopback. What it takes, it hands over; it passes nothing on. */
export abstract class ProviderSimulator {
  /** What happens to every request until it is null again. */
  fault: ProviderFault | null = null;
  readonly calls: ProviderCall[] = [];
  private readonly server: Server;

  protected constructor(private readonly onText: (text: ReceivedText) => Promise<void> | void) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  /** Judges a request as the provider would. */
  protected abstract judge(call: ProviderCall): ProviderAnswer | ReceivedText;
  protected abstract refuse(status: number, code: string | number): ProviderAnswer;
  protected abstract accept(text: ReceivedText, call: ProviderCall): ProviderAnswer;

  protected faultFor(_: ProviderCall): ProviderFault | null {
    return this.fault;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  protected async listen(port: number): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const call = { method, path, headers, form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) };
    this.calls.push(call);
    const fault = this.faultFor(call);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'broken')
      return reply(response, { status: fault.status, type: 'text/html', body: '<h1>Not now</h1>' });
    if (fault?.kind === 'refuse') return reply(response, this.refuse(fault.status, fault.code));
    const judged = this.judge(call);
    if ('status' in judged) return reply(response, judged);
    await this.onText(judged);
    if (fault?.kind === 'success-then-drop') return void request.socket.destroy();
    reply(response, this.accept(judged, call));
  }
}

function reply(response: ServerResponse, { status, type, body }: ProviderAnswer): void {
  response.writeHead(status, { 'Content-Type': type }).end(body);
}
