import pino, { type DestinationStream, type Logger } from 'pino';
import type { AppConfig } from '../../config/app-config';

const secretFields = [
  'password',
  'currentPassword',
  'newPassword',
  'code',
  'token',
  'loginToken',
  'secret',
  'backupCodes',
  'authorization',
  'cookie',
];

/**
 * One JSON line an entry. Bodies, headers and queries are never handed in; redaction is the second net.
 * Writes without blocking; what is still buffered is flushed when the process exits.
 */
export function createLogger(
  { logLevel }: Pick<AppConfig, 'logLevel'>,
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
      serializers: { err: describeError },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

interface DescribedError {
  type: string;
  message: string;
  /** Of the system or of PostgreSQL; never one that a person types. */
  errorCode?: unknown;
  constraint?: unknown;
  stack?: string;
  cause?: DescribedError;
}

/** A driver's error also carries parameters and row values (`detail`, `where`): those stay out. */
function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code, constraint, cause } = error as Error & { code?: unknown; constraint?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    errorCode: code,
    constraint,
    stack: error.stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
