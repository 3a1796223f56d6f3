import { createHmac } from 'node:crypto';
import type { Answer, TestApp } from './app';

export const PASSWORD = 'lantern gravel otter mosaic';

export interface Account {
  email: string;
  password: string;
  id: string;
  token: string;
}

let count = 0;

export function freshEmail(): string {
  return `person-${++count}@example.com`;
}

export function register(app: TestApp, email: string, fields: Record<string, unknown> = {}): Promise<Answer> {
  const body = { email, password: PASSWORD, name: 'Ada Lovelace', accountType: 'client', ...fields };
  return app.call('POST', '/api/auth/register', { body });
}

export function login(app: TestApp, email: string, fields: Record<string, unknown> = {}): Promise<Answer> {
  return app.call('POST', '/api/auth/login', { body: { email, password: PASSWORD, ...fields } });
}

/** Registered, proven and logged in, all through the API. */
export async function openAccount(app: TestApp, fields: Record<string, unknown> = {}): Promise<Account> {
  const email = freshEmail();
  await expectStatus(201, register(app, email, fields));
  const code = await app.mailbox.codeFor(email);
  await expectStatus(204, app.call('POST', '/api/auth/verify-email', { body: { email, code } }));
  const { body } = await expectStatus(200, login(app, email));
  return { email, password: PASSWORD, id: body.user.id, token: body.token };
}

/** What a person keeps of turning two-factor authentication on. */
export interface Enrolled {
  /** Base32. */
  secret: string;
  backupCodes: string[];
  recoveryCode: string;
}

/** Sets up an authenticator app; the session of the account goes on with its new token. */
export async function enrol(app: TestApp, account: Account): Promise<Enrolled> {
  const setup = await expectStatus(
    201,
    app.call('POST', '/api/2fa/setup', { token: account.token, body: { method: 'totp' } }),
  );
  const { factorId, secret } = setup.body;
  const code = totpCode(secret, app.clock.now());
  const verified = await expectStatus(
    200,
    app.call('POST', '/api/2fa/verify', { token: account.token, body: { factorId, code } }),
  );
  const { token, backupCodes, recoveryCode } = verified.body;
  account.token = token;
  return { secret, backupCodes, recoveryCode };
}

export async function enrolTotp(app: TestApp, account: Account): Promise<string> {
  return (await enrol(app, account)).secret;
}

/** RFC 6238 with the parameters every authenticator app knows: SHA-1, 30 seconds, 6 digits. */
export function totpCode(base32: string, at: Date): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', fromBase32(base32)).update(counter).digest();
  const offset = (mac[19] as number) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function expectStatus(status: number, answer: Promise<Answer>): Promise<Answer> {
  const got = await answer;
  if (got.status !== status)
    throw new Error(`${got.status} instead of ${status}: ${JSON.stringify(got.body)}`);
  return got;
}

export function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
