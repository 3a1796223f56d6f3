import 'reflect-metadata';
import { createLogger } from './common/logging/logger';
import { AppConfig } from './config/app-config';
import { ConfigurationError } from './config/environment-reader';
import { noticesOf } from './config/start-notices';
import { createApp } from './configure-app';
import { leaveOnSignal } from './shutdown';

async function main(): Promise<void> {
  const config = AppConfig.fromEnvironment(process.env);
  const logger = createLogger(config);
  for (const notice of noticesOf(config)) logger.warn(notice);
  const app = await createApp(config, { logger });
  leaveOnSignal(app, logger);
  await app.listen(config.port, config.host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

main().catch((error: Error) => {
  process.stderr.write(
    `${error instanceof ConfigurationError ? error.message : `ShopFlow cannot start: ${error.message}`}\n`,
  );
  process.exit(1);
});
