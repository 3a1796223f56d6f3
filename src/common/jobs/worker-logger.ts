import type { Logger as NestLogger } from '@nestjs/common';
import { Logger } from 'graphile-worker';

/** What the queue says on each job counts as detail, and what it calls an error it recovers from by itself. */
export function createWorkerLogger(logger: NestLogger): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') logger.warn(message);
    else logger.verbose(message);
  });
}
