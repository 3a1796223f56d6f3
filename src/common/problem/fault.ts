import { LostRaceError } from '../database/sql';
import { DomainError } from '../domain-error';
import { problemCodeOf } from './problem';

/** SQLSTATE classes and codes that say "the database cannot serve this now", PostgreSQL manual appendix A. */
const outageStates = /^(08...|53...|57P..|57014|55P03|25P03|25006|40001|40P01)$/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const poolMessages =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|Cannot use a pool after calling end|The server closed the connection)/;

/** The database, or the way to it, is gone, full, too slow or too contended: trying again later makes sense. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof LostRaceError) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (outageStates.test(code) || networkCodes.has(code))) return true;
  return (
    poolMessages.test(error.message) ||
    isOutage(error.cause) ||
    isOutage((error as { driverError?: unknown }).driverError)
  );
}

/** Raised by triggers where something of an erased person would come back, see the migration that makes them. */
const ERASED_STATE = 'SFE01';

export function isAboutErased(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === ERASED_STATE;
}

/** Fastify's own refusals and Nest's `HttpException`s, as the status they ask for. */
export function httpStatusOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown };
  const found = statusCode ?? status;
  return typeof found === 'number' && found >= 400 && found < 600 ? found : null;
}

/** What the HTTP layer refuses, in the words of the catalogue; null when it knows no better. */
export function refusalOf(error: unknown, status: number): DomainError | null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  if (code === 'FST_ERR_BAD_URL')
    return new DomainError('not-found', { detail: 'The address cannot be decoded.' });
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new DomainError('malformed-json', { detail: 'The body is not as long as Content-Length says.' });
  const known = problemCodeOf(status);
  return known && status < 500 ? new DomainError(known) : null;
}
