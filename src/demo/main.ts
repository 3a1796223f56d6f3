import 'reflect-metadata';
import { join } from 'node:path';
import { Demo } from './demo';
import { whyNot } from './demo-settings';
import type { DemoAccount } from './demo-state';

const STOP_WITHIN_MS = 14_000;

async function main(): Promise<void> {
  const objection = whyNot(process.env);
  if (objection) throw new Error(objection);
  const starting = Demo.start({
    folder: join(process.cwd(), '.data'),
    port: process.env.PORT,
    logLevel: process.env.LOG_LEVEL,
  });
  stopOnSignal(starting);
  const { url, inboxUrl, accounts } = await starting;
  process.stdout.write(announcement(url, inboxUrl, accounts));
}

function announcement(url: string, inboxUrl: string, accounts: DemoAccount[]): string {
  const width = Math.max(...accounts.map(({ email }) => email.length));
  const lines = accounts.map(({ email, password, accountType, totpSecret }) =>
    [
      `  ${email.padEnd(width)}  ${accountType.padEnd(7)}  ${password}`,
      ...(totpSecret ? [`TOTP ${totpSecret}`] : []),
    ].join('  '),
  );
  return `
ShopFlow is ready.

  Address   ${url}
  API       ${url}/docs
  Inbox     ${inboxUrl}
  Passkeys  ${url}/demo/passkeys

Accounts, with their passwords:

${lines.join('\n')}

The same is in .data/demo.json. Stop with Ctrl-C; delete .data to begin anew.

`;
}

/** A signal while starting waits for the start, so that nothing is left half stopped. */
function stopOnSignal(starting: Promise<{ demo: Demo }>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    starting
      .then(({ demo }) => demo.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  stopWithNpm(stop);
}

/** An `npm start` that is killed passes no signal on; its demo would live on and keep the next one out. */
function stopWithNpm(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && stop(), 500).unref();
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
