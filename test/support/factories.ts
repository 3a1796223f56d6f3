import { randomUUID } from 'node:crypto';
import speakeasy from 'speakeasy';
import { SECOND } from '../../src/common/clock';
import { type Account, enrolTotp as enrol, expectStatus, openAccount } from './accounts';
import type { Answer, TestApp } from './app';

export type { Account } from './accounts';

export interface FundedMilestone {
  contractId: string;
  milestoneId: string;
  authorizationId: string;
  amount: number;
}

export interface Parties {
  client: Account;
  payee: Account;
}

/** Registered, proven and logged in, all through the API. */
export function registerUser(
  app: TestApp,
  fields: { accountType?: 'client' | 'payee'; name?: string } = {},
): Promise<Account> {
  return openAccount(app, fields);
}

export interface Operator extends Account {
  /** Base32. */
  secret: string;
}

/** With an authenticator app, as their policies require. */
export async function registerOperator(app: TestApp, accountType: 'admin' | 'auditor'): Promise<Operator> {
  const account = await newOperator(app, accountType);
  return Object.assign(account, { secret: await enrol(app, account) });
}

/** Without a factor: may only enrol. Admins and auditors do not register, so the account of a client is turned into one. */
export async function newOperator(app: TestApp, accountType: 'admin' | 'auditor'): Promise<Account> {
  const account = await openAccount(app);
  await app.query('UPDATE users SET account_type = $2 WHERE id = $1', [account.id, accountType]);
  return account;
}

/** The session of the user goes on with its new token. Returns the secret, base32. */
export function enrolTotp(app: TestApp, user: Account): Promise<string> {
  return enrol(app, user);
}

/** By speakeasy: an implementation of RFC 6238 that is not ours. */
export function totpCode(secret: string, at: Date): string {
  return speakeasy.totp({ secret, encoding: 'base32', time: Math.floor(at.getTime() / SECOND) });
}

/** A code whose step is not burnt yet: the clock moves on to the next one. */
export function freshTotpCode(app: TestApp, secret: string): string {
  app.clock.advance(30 * SECOND);
  return totpCode(secret, app.clock.now());
}

export function withKey(key: string = randomUUID()): Record<string, string> {
  return { 'Idempotency-Key': key };
}

export async function createContract(
  app: TestApp,
  { client, payee }: Parties,
  currency = 'USD',
): Promise<string> {
  const body = { title: 'Website', payeeEmail: payee.email, currency };
  return (await expectStatus(201, app.call('POST', '/api/contracts', { token: client.token, body }))).body.id;
}

export async function createMilestone(
  app: TestApp,
  client: Account,
  contractId: string,
  amount: number,
): Promise<string> {
  const body = { title: 'First draft', amount };
  const path = `/api/contracts/${contractId}/milestones`;
  return (await expectStatus(201, app.call('POST', path, { token: client.token, body }))).body.id;
}

export async function fundAuthorization(
  app: TestApp,
  client: Account,
  contractId: string,
  amount: number,
  paymentMethod = 'pm_sandbox_visa',
): Promise<string> {
  const request = { token: client.token, body: { amount, paymentMethod }, headers: withKey() };
  return (await expectStatus(201, app.call('POST', `/api/contracts/${contractId}/authorizations`, request)))
    .body.id;
}

export async function submitMilestone(app: TestApp, payee: Account, milestoneId: string): Promise<void> {
  await expectStatus(200, app.call('POST', `/api/milestones/${milestoneId}/submit`, { token: payee.token }));
}

/** Everything up to the client's approval: a contract, a submitted milestone and the money held for it. */
export async function fundedMilestone(
  app: TestApp,
  parties: Parties,
  {
    amount = 125_000,
    authorized = amount,
    paymentMethod,
  }: { amount?: number; authorized?: number; paymentMethod?: string } = {},
): Promise<FundedMilestone> {
  const contractId = await createContract(app, parties);
  const milestoneId = await createMilestone(app, parties.client, contractId, amount);
  const authorizationId = await fundAuthorization(app, parties.client, contractId, authorized, paymentMethod);
  await submitMilestone(app, parties.payee, milestoneId);
  return { contractId, milestoneId, authorizationId, amount };
}

export interface ContractToPay {
  payee: Account;
  amounts: readonly number[];
  /** What is held for all of them together when absent. */
  authorized?: number;
  paymentMethod?: string;
  currency?: string;
}

/** One contract with money each, and a submitted milestone an amount. Returns the milestones in the order given. */
export async function fundedBatch(
  app: TestApp,
  client: Account,
  contracts: readonly ContractToPay[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { payee, amounts, authorized, paymentMethod, currency } of contracts) {
    const contractId = await createContract(app, { client, payee }, currency);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    await fundAuthorization(app, client, contractId, authorized ?? total, paymentMethod);
    for (const amount of amounts) {
      const id = await createMilestone(app, client, contractId, amount);
      await submitMilestone(app, payee, id);
      ids.push(id);
    }
  }
  return ids;
}

export function approve(
  app: TestApp,
  client: Account,
  milestoneIds: string[],
  key?: string,
): Promise<Answer> {
  return app.call('POST', '/api/milestones/approvals', {
    token: client.token,
    body: { milestoneIds },
    headers: withKey(key),
  });
}

export function verifyAndPay(
  app: TestApp,
  client: Account,
  approvalId: string,
  code: string,
): Promise<Answer> {
  return app.call('POST', '/api/milestones/verify-and-pay', {
    token: client.token,
    body: { approvalId, code },
  });
}
