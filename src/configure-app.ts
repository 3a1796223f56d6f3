import cookie from '@fastify/cookie';
import { type DynamicModule, RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module';
import { createAdapter } from './common/http/adapter';
import { rememberMethods } from './common/http/allowed-methods';
import { endIdleConnectionsOnClose } from './common/http/closing';
import { acceptForms } from './common/http/form-parser';
import { acceptOnlyJson } from './common/http/json-parser';
import { addSecurityHeaders } from './common/http/security-headers';
import { createValidationPipe } from './common/http/validation';
import { findWebApp, serveWebApp } from './common/http/web-app';
import { createLogger } from './common/logging/logger';
import { NestLogger } from './common/logging/nest-logger';
import { logRequests } from './common/logging/request-log';
import { Metrics } from './common/metrics/metrics';
import { measureRequests } from './common/metrics/request-metrics';
import { ProblemFilter } from './common/problem/problem.filter';
import { describeProblems } from './common/problem/problem-pages';
import { Random } from './common/random';
import { AppConfig } from './config/app-config';
import { mountDocumentation } from './openapi';

interface AppOptions {
  /** Another root around `AppModule`, e.g. with the demo's pages. */
  root?: DynamicModule;
  logger?: Logger;
}

const outsideOfApi = ['livez', 'readyz', 'metrics'];

export async function createApp(
  config: AppConfig,
  { root = AppModule.with(config), logger = createLogger(config) }: AppOptions = {},
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(config), {
    abortOnError: false,
    bodyParser: false,
    logger: new NestLogger(logger),
  });
  return configureApp(app, logger);
}

/** Everything around the modules. Production, demo and tests all come through here. */
export async function configureApp(
  app: NestFastifyApplication,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const config = app.get(AppConfig);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  rememberMethods(fastify);
  endIdleConnectionsOnClose(fastify);
  acceptOnlyJson(fastify, ['/api/webhooks/stripe', '/api/v1/webhooks/stripe']);
  acceptForms(fastify, ['/api/webhooks/', '/api/v1/webhooks/']);
  describeProblems(fastify);
  logRequests(fastify, logger);
  measureRequests(fastify, app.get(Metrics));
  addSecurityHeaders(fastify, config);
  await app.register(cookie);
  const webApp = findWebApp();
  if (webApp) await serveWebApp(fastify, app.get(Random), webApp);
  else logger.warn('The web app is not built, so the links in mails lead nowhere: npm run build');
  configureRouting(app);
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(app.get(ProblemFilter));
  mountDocumentation(app);
  return app;
}

/** `/api/v1/…` is the same as `/api/…`. */
export function configureRouting(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api', { exclude: outsideOfApi.map((path) => ({ path, method: RequestMethod.ALL })) });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: [VERSION_NEUTRAL, '1'] });
}
