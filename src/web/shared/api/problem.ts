import { texts } from '../texts';
import type { ProblemCode, ProblemDocument } from './types';

/** Beside the codes of the server: `unreachable` when no answer came, `unreadable` when it was none of the server's. */
export type FailureCode = ProblemCode | 'unreachable' | 'unreadable';

/** A refusal of the server (RFC 9457), or that there was no answer. Everything that calls the API throws it. */
export class Problem extends Error {
  readonly code: FailureCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly detail: string;
  /** When trying again makes sense. */
  readonly retryAt: Date | null;
  readonly attemptsRemaining: number | null;
  /** Which fields of the request were wrong, by JSON pointer. */
  readonly errors: readonly { pointer: string; detail: string }[];
  /** Everything else the document says, e.g. `methods`. */
  readonly document: Partial<ProblemDocument> & Record<string, unknown>;

  constructor(code: FailureCode, status: number, document: Problem['document'] = {}) {
    super(document.title ?? code);
    this.code = code;
    this.status = status;
    this.document = document;
    this.detail = document.detail ?? '';
    this.retryAt = document.retryAt ? new Date(document.retryAt) : null;
    this.attemptsRemaining = document.attemptsRemaining ?? null;
    this.errors = document.errors ?? [];
  }

  /** Whether it is unknown if the request was carried out. */
  get isUnclear(): boolean {
    return this.code === 'unreachable' || this.code === 'unreadable' || this.status >= 500;
  }
}

export function isProblem(error: unknown, ...codes: FailureCode[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}

/** What happened and what to do, for people. */
export function explain(error: unknown): { title: string; detail: string } {
  if (!(error instanceof Problem)) return texts.problems.other;
  const { title, type } = error.document;
  const own = texts.problems.byCode[error.code];
  // Without a type it was said here, for just this occasion.
  if (own && (type || !title)) return own;
  return title ? { title, detail: error.detail } : texts.problems.other;
}

/** What is wrong with one field of a form, e.g. `/email`. */
export function fieldError(error: unknown, pointer: string): string | undefined {
  return error instanceof Problem ? error.errors.find((each) => each.pointer === pointer)?.detail : undefined;
}
