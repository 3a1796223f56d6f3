import { STATUS_CODES } from 'node:http';
import type { DomainError } from '../domain-error';
import { type ProblemCode, problems } from './catalogue';

/** RFC 9457. Members beside the standard ones are the extras of the `DomainError`. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Names this occurrence; support finds its log line by it. */
  instance: string;
  code: string;
  [extra: string]: unknown;
}

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: ProblemDocument;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export function toProblem({ code, details }: DomainError, requestId: string, now: Date): ProblemAnswer {
  const { detail, retryAt, headers = {}, ...extras } = details;
  const { status, title, detail: standardDetail } = problems[code];
  return {
    status,
    headers: { ...(retryAt && { 'Retry-After': String(secondsUntil(retryAt, now)) }), ...headers },
    body: {
      type: `/problems/${code}`,
      title,
      status,
      detail: detail ?? standardDetail,
      instance: instanceOf(requestId),
      code,
      ...extras,
      ...(retryAt && { retryAt: retryAt.toISOString() }),
    },
  };
}

/** For a refusal by the HTTP layer that has no entry of its own in the catalogue. */
export function plainProblem(status: number, requestId: string): ProblemAnswer {
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    status,
    headers: {},
    body: {
      type: 'about:blank',
      title,
      status,
      detail: title,
      instance: instanceOf(requestId),
      code: codeOfStatus(status),
    },
  };
}

const byStatus: Partial<Record<number, ProblemCode>> = {
  400: 'validation-failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'payload-too-large',
  414: 'not-found',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'request-header-fields-too-large',
  500: 'internal-error',
  503: 'service-unavailable',
};

export function problemCodeOf(status: number): ProblemCode | undefined {
  return byStatus[status];
}

function codeOfStatus(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replace(/[^a-z]+/g, '-');
}

function instanceOf(requestId: string): string {
  return `urn:uuid:${requestId}`;
}

/** Rounded up, so that whoever waits exactly that long is let through. */
function secondsUntil(time: Date, now: Date): number {
  return Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1_000));
}
