import { rmSync } from 'node:fs';
import { generateSync } from 'otplib';
import { Pool } from 'pg';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Demo } from '../../src/demo/demo';
import { ApiClient } from '../../src/demo/seed/api-client';
import type { TestApp } from './app';
import { openPage, startBrowser } from './browser';
import { type DemoSummary, makeDemoFolder, startDemo } from './demo';
import { received, Visitor } from './visitor';
import { buildWebApp } from './web-app';

export interface Registered {
  name: string;
  email: string;
  password: string;
}

interface Work {
  client: string;
  payee?: string;
  currency?: string;
  paymentMethod?: string;
  /** Minor units; of each milestone. */
  amounts: number[];
}

/** The demo with the web app, and a browser to visit it with. */
export class Site {
  readonly api: ApiClient;
  private readonly tokens = new Map<string, string>();

  private constructor(
    private readonly folder: string,
    private readonly demo: Demo,
    readonly summary: DemoSummary,
    readonly browser: Browser,
    private readonly database: Pool,
  ) {
    this.api = new ApiClient(summary.url);
  }

  static async start(port: string): Promise<Site> {
    await buildWebApp();
    const folder = makeDemoFolder();
    const [{ demo, summary, databaseUrl }, browser] = await Promise.all([
      startDemo(folder, port),
      startBrowser(),
    ]);
    const database = new Pool({ connectionString: databaseUrl, max: 1 });
    database.on('error', () => undefined);
    return new Site(folder, demo, summary, browser, database);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.database.end();
    await this.demo.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Somebody with a browser profile of their own. */
  async visit(path = '/', options: BrowserContextOptions = {}): Promise<Visitor> {
    return new Visitor(
      this,
      await openPage(this.browser, this.summary.url + path, { locale: 'en-US', ...options }),
    );
  }

  /** Two admins with a browser each, whose passkeys answer every second step from then on. */
  async twoAdmins(): Promise<[Visitor, Visitor]> {
    const enter = async (name: string): Promise<Visitor> => {
      const admin = await this.visit();
      await admin.signIn(name);
      await admin.addPasskey(name, 1);
      return admin;
    };
    return Promise.all([enter('admin'), enter('admin2')]);
  }

  account(name: string) {
    const found = this.summary.accounts.find(({ email }) => email === `${name}@demo.example`);
    if (!found) throw new Error(`There is no ${name} in the demo.`);
    return found;
  }

  /** Somebody new whose address is proven. */
  async register(name: string): Promise<Registered> {
    const account = { name, email: `${name.toLowerCase()}@example.com`, password: 'a ship in port is safe' };
    await this.api.post('/auth/register', { body: { ...account, accountType: 'client' } });
    const code = await received(this.summary, account.email, 'Confirm your e-mail');
    await this.api.post('/auth/verify-email', { body: { email: account.email, code } });
    return account;
  }

  /** With an authenticator app and backup codes. */
  async enrol({ email, password }: Registered): Promise<{ secret: string; backupCodes: string[] }> {
    const { token } = await this.api.post<{ token: string }>('/auth/login', { body: { email, password } });
    const { factorId, secret } = await this.api.post<{ factorId: string; secret: string }>('/2fa/setup', {
      token,
      body: { method: 'totp' },
    });
    const body = { factorId, code: generateSync({ secret }) };
    const { backupCodes } = await this.api.post<{ backupCodes: string[] }>('/2fa/verify', { token, body });
    return { secret, backupCodes };
  }

  /** The session of a program, for those who have no second factor. */
  async token(name: string): Promise<string> {
    const known = this.tokens.get(name);
    if (known) return known;
    const { email, password } = this.account(name);
    const { token } = await this.api.post<{ token: string }>('/auth/login', { body: { email, password } });
    this.tokens.set(name, token);
    return token;
  }

  /** A code is good once: each call for the same person within 30 seconds needs another `step`, -1, 0 or 1. */
  totp(name: string, step = 0): string {
    const secret = this.account(name).totpSecret as string;
    return generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 * step });
  }

  /** A contract with submitted milestones, named "Part 1" and so on, and money held for them. */
  async agreeOn({ client, payee = 'paul', currency = 'EUR', paymentMethod = 'pm_card_visa', amounts }: Work) {
    const token = await this.token(client);
    const terms = { title: 'Work on demand', payeeEmail: this.account(payee).email, currency };
    const { id } = await this.api.post<{ id: string }>('/contracts', { token, body: terms });
    const amount = amounts.reduce((sum, each) => sum + each, 0);
    await this.api.post(`/contracts/${id}/authorizations`, { token, body: { amount, paymentMethod } });
    const milestones: string[] = [];
    for (const [index, each] of amounts.entries()) {
      const body = { title: `Part ${index + 1}`, amount: each };
      const milestone = await this.api.post<{ id: string }>(`/contracts/${id}/milestones`, { token, body });
      await this.api.post(`/milestones/${milestone.id}/submit`, { token: await this.token(payee) });
      milestones.push(milestone.id);
    }
    return { contractId: id, milestones };
  }

  /** What was paid for milestones: our payments, each with what the gateway's own ledger says was taken for it. */
  async paymentsFor(milestones: readonly string[]) {
    const { rows } = await this.database.query<{ status: string; amount: number; taken: number | null }>(
      `SELECT p.status, p.amount::int, c.amount::int AS taken FROM payments p
       LEFT JOIN sandbox_gateway.captures c ON c.key = p.id::text
       WHERE p.milestone_id = ANY ($1) ORDER BY p.created_at`,
      [milestones],
    );
    return rows;
  }

  /** How many approvals were started for a milestone. */
  async approvalsOf(milestoneId: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS approvals FROM approval_items WHERE milestone_id = $1';
    return (await this.database.query(sql, [milestoneId])).rows[0].approvals;
  }

  /** Lets go of all money that is held for a contract. */
  async giveBack(client: string, contractId: string): Promise<void> {
    const token = await this.token(client);
    const path = `/contracts/${contractId}/authorizations`;
    const { items } = await this.api.get<{ items: { id: string }[] }>(path, token);
    for (const { id } of items)
      await fetch(`${this.summary.url}/api${path}/${id}`, {
        method: 'DELETE',
        headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': id },
      });
  }
}

/** Somebody with a browser profile of their own at the application of a test, whose clock and mailbox the test has. */
export async function visitApp({ url }: TestApp, browser: Browser, path: string): Promise<Visitor> {
  const onlyInTheDemo = () => {
    throw new Error('Only the demo has people that are known by name.');
  };
  const named = url.replace('127.0.0.1', 'localhost');
  const place = { summary: { url: named, inboxToken: '' }, account: onlyInTheDemo, totp: onlyInTheDemo };
  return new Visitor(place, await openPage(browser, named + path, { locale: 'en-US' }));
}
