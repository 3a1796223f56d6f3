import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Client } from 'pg';
import pino from 'pino';
import { Clock, SystemClock } from '../common/clock';
import { migrate } from '../common/database/migrate';
import { createLogger } from '../common/logging/logger';
import { createApp } from '../configure-app';
import { closeInOrder } from '../shutdown';
import { OperatorAccounts } from '../users/operator-accounts';
import { demoConfig, demoHost, freePort, LOOPBACK } from './demo-settings';
import { type DemoAccount, DemoFolder, type DemoState, newState } from './demo-state';
import { EmbeddedPostgres } from './embedded-postgres';
import { Inbox } from './inbox/inbox';
import { mountInbox } from './inbox/inbox-routes';
import { mountPasskeys } from './passkeys/passkeys-routes';
import { ApiClient } from './seed/api-client';
import { People } from './seed/people';
import { seed } from './seed/seed';
import { PhoneProviders } from './sms/phone-providers';
import { SmtpReceiver } from './smtp-receiver';

const DATABASE = 'shopflow';
const STDERR = 2;
const NO_SUCH_DATABASE = '3D000';
const NO_SUCH_TABLE = '42P01';

interface DemoOptions {
  folder: string;
  port?: string;
  logLevel?: string;
}

/** Everything on one machine: database, mail server, phone providers, application. What is started first is stopped last. */
export class Demo {
  private readonly started: (() => Promise<unknown>)[] = [];

  static async start(
    options: DemoOptions,
  ): Promise<{ demo: Demo; url: string; inboxUrl: string; accounts: DemoAccount[]; databaseUrl: string }> {
    const demo = new Demo();
    try {
      return { demo, ...(await demo.run(options)) };
    } catch (error) {
      await demo.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.started.splice(0).reverse()) await stop().catch(() => undefined);
  }

  private async run({ folder: path, port: wantedPort, logLevel }: DemoOptions) {
    const folder = new DemoFolder(path);
    const postgres = await EmbeddedPostgres.start({ dataDir: folder.file('postgres') });
    this.started.push(() => postgres.stop());
    const inbox = new Inbox(folder.file('inbox.jsonl'), new SystemClock());
    const state = (await resume(folder, postgres)) ?? (await startOver(folder, postgres, inbox));

    const receiver = await SmtpReceiver.listen((mail) => inbox.add({ ...mail, channel: 'email' }));
    this.started.push(() => receiver.close());
    const phones = await PhoneProviders.start(inbox);
    this.started.push(() => phones.close());
    const databaseUrl = postgres.urlOf(DATABASE);
    const port = await freePort(wantedPort);
    const config = demoConfig(state, {
      databaseUrl,
      smtpUrl: receiver.url,
      sms: phones.settings,
      host: await demoHost(),
      port,
      logLevel,
    });
    await migrate(config);
    const logger = createLogger(config, pino.destination({ dest: STDERR, sync: true }));
    const app = await createApp(config, { logger });
    this.started.push(() => closeInOrder(app));
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    mountInbox(fastify, inbox, state.inboxToken);
    mountPasskeys(fastify);
    await app.listen(port, LOOPBACK);

    const url = config.appUrl.origin;
    const accounts = state.accounts ?? (await populate(app, `http://${LOOPBACK}:${port}`, inbox));
    folder.writeState({ ...state, accounts });
    const { inboxToken } = state;
    const inboxUrl = `${url}/demo/inbox?token=${inboxToken}`;
    folder.writeSummary({ url, inboxUrl, inboxToken, accounts });
    return { url, inboxUrl, accounts, databaseUrl };
  }
}

/** Null unless an earlier start has finished seeding and its database is there. */
async function resume(folder: DemoFolder, postgres: EmbeddedPostgres): Promise<DemoState | null> {
  const state = folder.readState();
  if (!state?.accounts) return null;
  const client = new Client({ connectionString: postgres.urlOf(DATABASE) });
  try {
    await client.connect();
    const { rows } = await client.query(`SELECT count(*)::int AS users FROM users`);
    return rows[0].users >= state.accounts.length ? state : null;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === NO_SUCH_DATABASE || code === NO_SUCH_TABLE) return null;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Half a seed is of no use, and a database without its keys neither. */
async function startOver(folder: DemoFolder, postgres: EmbeddedPostgres, inbox: Inbox): Promise<DemoState> {
  const state = newState();
  folder.writeState(state);
  inbox.clear();
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return state;
}

function populate(app: NestFastifyApplication, url: string, inbox: Inbox): Promise<DemoAccount[]> {
  const api = new ApiClient(url);
  const operators = app.get(OperatorAccounts, { strict: false });
  return seed(api, new People(api, inbox, operators, app.get(Clock, { strict: false })));
}
