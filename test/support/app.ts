import type { Abstract, InjectionToken, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Pool } from 'pg';
import { AppModule } from '../../src/app.module';
import { Clock } from '../../src/common/clock';
import { createAdapter } from '../../src/common/http/adapter';
import { createLogger } from '../../src/common/logging/logger';
import { NestLogger } from '../../src/common/logging/nest-logger';
import { AppConfig } from '../../src/config/app-config';
import { configureApp } from '../../src/configure-app';
import { BCRYPT_COST } from '../../src/users/slow-hasher';
import { TestClock } from './clock';
import { testEnvironment } from './environment';
import { type Answer, type CallOptions, call } from './http';
import { Mailbox } from './mailbox';
import { createTestDatabase } from './postgres';

export { testEnvironment } from './environment';
export { type Answer, type CallOptions, call } from './http';

interface StartOptions {
  env?: Record<string, string>;
  clock?: TestClock;
  mailbox?: Mailbox;
  /** Another process on the same database; it is not dropped on close then. */
  databaseUrl?: string;
  overrides?: readonly (readonly [InjectionToken, unknown])[];
  /** Beside the application's own, e.g. with routes that fail on purpose. */
  modules?: readonly Type[];
  /** Log lines are kept here instead of being thrown away. */
  logs?: string[];
}

export interface TestApp {
  url: string;
  databaseUrl: string;
  clock: TestClock;
  mailbox: Mailbox;
  nest: NestFastifyApplication;
  /** As the owner of the tables: tests arrange and look at what the application's role may not touch. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  get<T>(type: Type<T> | Abstract<T>): T;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** Hashes at each registration, login and enrolment would take more time than all else; tests about them ask for the real cost. */
const CHEAP_HASHES = 4;

/** The real application on a database of its own, over real sockets. Only clock and cost, and what `overrides` names, are ours. */
export async function startApp(options: StartOptions = {}): Promise<TestApp> {
  const { clock = new TestClock(), overrides = [] } = options;
  const database = options.databaseUrl ? null : await createTestDatabase();
  const databaseUrl = options.databaseUrl ?? (database?.url as string);
  const mailbox = options.mailbox ?? (await Mailbox.open());
  const config = AppConfig.fromEnvironment({ ...testEnvironment(databaseUrl, mailbox.url), ...options.env });
  const owner = new Pool({ connectionString: databaseUrl, max: 4 });
  // Dropping the database ends connections that are closing already.
  owner.on('error', () => undefined);
  const nest = await boot(config, [[Clock, clock], [BCRYPT_COST, CHEAP_HASHES], ...overrides], options);
  const url = `http://127.0.0.1:${new URL(await nest.getUrl()).port}`;
  return {
    url,
    databaseUrl,
    clock,
    mailbox,
    nest,
    query: async <Row>(text: string, values: unknown[] = []) =>
      (await owner.query(text, values)).rows as Row[],
    get: (type) => nest.get(type, { strict: false }),
    call: (method, path, callOptions) => call(url, method, path, callOptions),
    close: async () => {
      await nest.close();
      await owner.end();
      if (!options.mailbox) await mailbox.close();
      await database?.drop();
    },
  };
}

async function boot(
  config: AppConfig,
  overrides: readonly (readonly [InjectionToken, unknown])[],
  { logs, modules = [] }: StartOptions,
): Promise<NestFastifyApplication> {
  const logger = logs
    ? createLogger({ logLevel: 'debug' }, { write: (line: string) => void logs.push(line) })
    : createLogger({ logLevel: 'silent' });
  const testing = Test.createTestingModule({ imports: [AppModule.with(config), ...modules] }).setLogger(
    new NestLogger(logger),
  );
  for (const [token, value] of overrides) testing.overrideProvider(token).useValue(value);
  const module = await testing.compile();
  const nest = module.createNestApplication<NestFastifyApplication>(createAdapter(config), {
    bodyParser: false,
  });
  try {
    await configureApp(nest, logger);
    await nest.listen(0, '127.0.0.1');
    return nest;
  } catch (error) {
    await nest.close();
    throw error;
  }
}
