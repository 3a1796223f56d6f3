import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { AppConfig } from '../config/app-config';
import type { DemoState } from './demo-state';

const FIRST_PORT = 3_000;
const PORTS_TRIED = 100;
export const LOOPBACK = '127.0.0.1';
const LOOPBACK_6 = '::1';

/** The demo is for one machine and one person: it must never be taken for the production root. */
export function whyNot(environment: NodeJS.ProcessEnv): string | null {
  if (environment.NODE_ENV === 'production')
    return 'The demo does not run with NODE_ENV=production. Use: npm run start:prod';
  if (environment.DATABASE_URL)
    return 'The demo brings its own database and refuses DATABASE_URL. Unset it, or use: npm run start:prod';
  if (environment.HOST && !['127.0.0.1', 'localhost', '::1'].includes(environment.HOST))
    return 'The demo listens on loopback only and refuses any other HOST.';
  return null;
}

export function demoConfig(
  { encryptionKeys, codePepper }: DemoState,
  {
    databaseUrl,
    smtpUrl,
    sms,
    host,
    port,
    logLevel = 'warn',
  }: {
    databaseUrl: string;
    smtpUrl: string;
    sms: Record<string, string>;
    /** What people type; see `demoHost`. */
    host: string;
    port: number;
    logLevel?: string;
  },
): AppConfig {
  return AppConfig.fromEnvironment({
    DATABASE_URL: databaseUrl,
    HOST: LOOPBACK,
    PORT: String(port),
    APP_URL: `http://${host}:${port}`,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'ShopFlow <no-reply@demo.example>',
    ENCRYPTION_KEYS: encryptionKeys,
    CODE_PEPPER: codePepper,
    ...sms,
    PAYMENT_GATEWAY: 'sandbox',
    LOG_LEVEL: logLevel,
  });
}

/** Browsers offer passkeys under a name only. Where that name leads elsewhere, the demo goes without them. */
export async function demoHost(): Promise<string> {
  const found = await lookup('localhost', { all: true }).catch(() => []);
  return found.some(({ address }) => address === LOOPBACK) ? 'localhost' : LOOPBACK;
}

/** The wanted port, or the next one that is free. */
export async function freePort(wanted: string | undefined): Promise<number> {
  const first = wanted && /^\d{1,5}$/.test(wanted) ? Number(wanted) : FIRST_PORT;
  for (let port = first; port < first + PORTS_TRIED && port <= 65_535; port++)
    if (await isFree(port)) return port;
  throw new Error(`No port from ${first} on is free`);
}

/** Also on IPv6, where the demo does not listen: browsers ask there first, and would find whoever else does. */
async function isFree(port: number): Promise<boolean> {
  return (await isFreeOn(port, LOOPBACK)) && (await isFreeOn(port, LOOPBACK_6));
}

function isFreeOn(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    // A machine without IPv6 has no such address.
    const probe = createServer().once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'EADDRINUSE' && code !== 'EACCES'),
    );
    probe.listen(port, address, () => probe.close(() => resolve(true)));
  });
}
