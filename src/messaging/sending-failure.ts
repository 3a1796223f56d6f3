export class SendingFailure extends Error {
  constructor(
    /** Safe to store and log: a code, never the provider's words, which repeat addresses. */
    readonly reason: string,
    /** Trying again would be refused again. */
    readonly permanent: boolean,
    /** Who failed last; null when the message did not get as far as a provider. */
    readonly provider: string | null,
  ) {
    super(reason);
  }
}
