import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

const GRACE_MS = 14_000;

/** SIGTERM and SIGINT: no new connections, what is under way is finished, and the process is gone within 15 seconds. */
export function leaveOnSignal(app: INestApplication, logger: Logger): void {
  let leaving = false;
  const leave = (signal: NodeJS.Signals) => {
    if (leaving) return;
    leaving = true;
    logger.info({ signal }, 'leaving');
    setTimeout(() => exit(logger, 1, 'left before everything was finished'), GRACE_MS).unref();
    app.close().then(
      () => exit(logger, 0, 'left'),
      (error: Error) => exit(logger, 1, error.message),
    );
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
}

function exit(logger: Logger, code: number, message: string): void {
  logger.info({ exitCode: code }, message);
  logger.flush(() => process.exit(code));
}
