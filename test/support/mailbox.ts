import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceivedMail, SmtpReceiver } from '../../src/demo/smtp-receiver';

export type { ReceivedMail } from '../../src/demo/smtp-receiver';

const CODE = /(?<![\w-])\d{6}(?![\w-])/;

/** A real SMTP server on a free port that keeps what it receives. */
export class Mailbox {
  readonly messages: ReceivedMail[] = [];
  /** Answer every delivery with this SMTP error, e.g. 451, until it is null again. */
  refuseWith: number | null = null;
  private receiver: SmtpReceiver;

  private constructor() {}

  static async open(port = 0): Promise<Mailbox> {
    const mailbox = new Mailbox();
    mailbox.receiver = await SmtpReceiver.listen((mail) => mailbox.receive(mail), port);
    return mailbox;
  }

  get port(): number {
    return this.receiver.port;
  }

  get url(): string {
    return this.receiver.url;
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
    const subjects = this.messages.map(({ subject }) => subject).join(', ');
    throw new Error(`No such message to ${to} arrived; ${this.messages.length} did: ${subjects}`);
  }

  /** Waits for a message with a six-digit code and takes it out, so that the next call waits for the next code. */
  async codeFor(to: string): Promise<string> {
    const mail = await this.waitFor(to, ({ text }) => CODE.test(text));
    this.messages.splice(this.messages.indexOf(mail), 1);
    return (CODE.exec(mail.text) as RegExpExecArray)[0];
  }

  async close(): Promise<void> {
    await this.receiver.close();
  }

  private receive(mail: ReceivedMail): void {
    const { refuseWith: responseCode } = this;
    if (responseCode !== null) throw Object.assign(new Error('Refused by the test'), { responseCode });
    this.messages.push(mail);
  }
}
