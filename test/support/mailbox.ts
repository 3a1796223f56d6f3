import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Email['headers'];
  raw: string;
}

/** A real SMTP server on a free port that keeps what it receives. */
export class Mailbox {
  readonly messages: ReceivedMail[] = [];
  /** Answer every delivery with this SMTP error, e.g. 451, until it is null again. */
  refuseWith: number | null = null;

  private constructor(private readonly server: SMTPServer) {}

  static async open(port = 0): Promise<Mailbox> {
    const server: SMTPServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          mailbox.receive(Buffer.concat(chunks), to).then(() => done(), done);
        });
      },
    });
    const mailbox = new Mailbox(server);
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return mailbox;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** The newest message to `to` that satisfies `predicate`, waiting for it. */
  async waitFor(
    to: string,
    predicate: (mail: ReceivedMail) => boolean = () => true,
    milliseconds = 10_000,
  ): Promise<ReceivedMail> {
    for (let waited = 0; waited <= milliseconds; waited += 20) {
      const found = this.messages.findLast((mail) => mail.to === to.toLowerCase() && predicate(mail));
      if (found) return found;
      await sleep(20);
    }
    throw new Error(
      `No such message to ${to} arrived; ${this.messages.length} did: ${this.messages.map(({ subject }) => subject).join(', ')}`,
    );
  }

  /** Waits for a message with a six-digit code and takes it out, so that the next call waits for the next code. */
  async codeFor(to: string): Promise<string> {
    const mail = await this.waitFor(to, ({ text }) => CODE.test(text));
    this.messages.splice(this.messages.indexOf(mail), 1);
    return (CODE.exec(mail.text) as RegExpExecArray)[0];
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async receive(raw: Buffer, recipients: string[]): Promise<void> {
    if (this.refuseWith !== null)
      throw Object.assign(new Error('Refused by the test'), { responseCode: this.refuseWith });
    const mail = await PostalMime.parse(raw);
    for (const recipient of recipients) {
      this.messages.push({
        to: recipient.toLowerCase(),
        from: mail.from?.address ?? '',
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: mail.html ?? '',
        headers: mail.headers,
        raw: raw.toString('utf8'),
      });
    }
  }
}

const CODE = /(?<![\w-])\d{6}(?![\w-])/;
