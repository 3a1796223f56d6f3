import type { ProblemCode } from './problem/catalogue';

export interface DomainErrorDetails {
  /** One sentence for the person who reads the answer. The catalogue's own detail is used when absent. */
  detail?: string;
  /** When trying again makes sense; becomes `retryAt` and the header `Retry-After`. */
  retryAt?: Date;
  /** Extra response headers, e.g. `WWW-Authenticate`. */
  headers?: Record<string, string>;
  [extra: string]: unknown;
}

/** An expected refusal. Only the web edge turns it into an RFC 9457 problem document. */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly details: DomainErrorDetails = {},
  ) {
    super(details.detail ?? code);
  }
}
