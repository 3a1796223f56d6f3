import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

const HEADER_END = '\r\n\r\n';

/** One keep-alive connection, one request at a time: a load generator that leaves the processor to what it measures. */
export class HttpConnection {
  private received: Buffer = Buffer.alloc(0);
  private answer: ((answer: Answer) => void) | null = null;
  private failed: ((error: Error) => void) | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', (error) => this.failed?.(error));
    socket.on('close', () => this.failed?.(new Error('The server closed the connection')));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new HttpConnection(socket, `127.0.0.1:${port}`);
  }

  send(
    method: string,
    path: string,
    token: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\nAuthorization: Bearer ${token}\r\n${more.join('')}`;
    const rest =
      body === undefined
        ? '\r\n'
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.failed = reject;
      this.socket.write(head + rest);
    });
  }

  close(): void {
    this.failed = null;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headerEnd = this.received.indexOf(HEADER_END);
    if (headerEnd < 0) return;
    const head = this.received.toString('latin1', 0, headerEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headerEnd + HEADER_END.length + length;
    if (this.received.length < end) return;
    const body = this.received.toString('utf8', headerEnd + HEADER_END.length, end);
    this.received = this.received.subarray(end);
    this.answer?.({ status: Number(head.slice(9, 12)), body });
  }
}
