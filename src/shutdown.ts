import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { stopListening } from './common/http/closing';
import { OpenStreams } from './common/http/open-streams';

const GRACE_MS = 14_000;
/** Jobs may need most of what is left after that. */
const REQUESTS_FIRST_MS = 4_000;

/** SIGTERM and SIGINT: no new connections, what is under way is finished, and the process is gone within 15 seconds. */
export function leaveOnSignal(app: INestApplication, logger: Logger): void {
  let leaving = false;
  const leave = (signal: NodeJS.Signals) => {
    if (leaving) return;
    leaving = true;
    logger.info({ signal }, 'leaving');
    setTimeout(() => exit(logger, 1, 'left before everything was finished'), GRACE_MS).unref();
    closeInOrder(app).then(
      () => exit(logger, 0, 'left'),
      (error: Error) => exit(logger, 1, error.message),
    );
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
}

/**
 * Nest alone stops jobs before it stops listening. Streams that have no end of their own are ended, then requests come first here; those that take long are finished beside
 * the jobs.
 */
export async function closeInOrder(app: INestApplication): Promise<void> {
  app.get(OpenStreams).endAll();
  const server: Server = app.getHttpServer();
  await stopListening(server, REQUESTS_FIRST_MS);
  await app.close();
}

function exit(logger: Logger, code: number, message: string): void {
  logger.info({ exitCode: code }, message);
  logger.flush(() => process.exit(code));
}
