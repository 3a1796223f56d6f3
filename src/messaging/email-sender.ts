export interface Email {
  /** Stays the same when one message is sent twice after a crash, so that mailboxes can drop the copy. */
  messageId: string;
  to: string;
  subject: string;
  html: string;
  text: string;
}

/** The port to whoever carries e-mail. */
export abstract class EmailSender {
  /** As told to clients, e.g. `smtp`. */
  abstract readonly provider: string;

  /** Resolves when the provider has taken charge of the message. @throws SendingFailure */
  abstract send(email: Email): Promise<void>;
}
