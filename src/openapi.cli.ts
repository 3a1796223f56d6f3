import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { createAdapter } from './common/http/adapter';
import { SystemRandom } from './common/random';
import { AppConfig } from './config/app-config';
import { configureRouting } from './configure-app';
import { describeApi } from './openapi';

const file = join(process.cwd(), 'docs', 'api', 'openapi.json');

/** Nest's preview mode knows all routes and starts nothing: no database is needed, so any configuration will do. */
async function main(): Promise<void> {
  const secret = new SystemRandom().bytes(32).toString('base64');
  const config = AppConfig.fromEnvironment({
    DATABASE_URL: 'postgres://localhost/none',
    APP_URL: 'http://localhost',
    SMTP_URL: 'smtp://localhost',
    MAIL_FROM: 'none@localhost',
    ENCRYPTION_KEYS: `none:${secret}`,
    CODE_PEPPER: secret,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    createAdapter(config),
    {
      preview: true,
      abortOnError: false,
      logger: false,
    },
  );
  configureRouting(app);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(describeApi(app), null, 2)}\n`);
  process.stdout.write(`Wrote ${file}\n`);
  process.exit(0);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
