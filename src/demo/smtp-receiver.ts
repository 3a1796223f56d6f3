import type { AddressInfo } from 'node:net';
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

/** A real SMTP server on loopback that hands over what it receives and passes nothing on. */
export class SmtpReceiver {
  private constructor(private readonly server: SMTPServer) {}

  /** A message counts as delivered when `onMail` has returned; throwing refuses it, with `responseCode` if the error has one. */
  static async listen(onMail: (mail: ReceivedMail) => Promise<void> | void, port = 0): Promise<SmtpReceiver> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const recipients = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
          handOver(Buffer.concat(chunks), recipients, onMail).then(() => done(), done);
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new SmtpReceiver(server);
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function handOver(
  raw: Buffer,
  recipients: string[],
  onMail: (mail: ReceivedMail) => Promise<void> | void,
): Promise<void> {
  const mail = await PostalMime.parse(raw);
  for (const to of recipients) {
    await onMail({
      to,
      from: mail.from?.address ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html ?? '',
      headers: mail.headers,
      raw: raw.toString('utf8'),
    });
  }
}
