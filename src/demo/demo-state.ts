import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountType } from '../users/account-type';
import { isRoot } from './unprivileged-user';

export interface DemoAccount {
  email: string;
  password: string;
  accountType: AccountType;
  /** Base32; present where a second factor is on. */
  totpSecret?: string;
}

/** What the demo made up once and needs again: its keys and, when seeding was finished, its accounts. */
export interface DemoState {
  encryptionKeys: string;
  codePepper: string;
  inboxToken: string;
  accounts: DemoAccount[] | null;
}

/** The demo's folder `.data`. Files with secrets have mode 600 and appear whole or not at all. */
export class DemoFolder {
  constructor(readonly path: string) {
    // PostgreSQL runs as another user when root starts the demo: it must be able to pass, not to look.
    if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  readState(): DemoState | null {
    try {
      return JSON.parse(readFileSync(this.file('state.json'), 'utf8')) as DemoState;
    } catch {
      return null;
    }
  }

  writeState(state: DemoState): void {
    this.write('state.json', state);
  }

  /** For people and programs that use the demo. */
  writeSummary(summary: {
    url: string;
    inboxUrl: string;
    inboxToken: string;
    accounts: DemoAccount[];
  }): void {
    this.write('demo.json', summary);
  }

  private write(name: string, content: object): void {
    const growing = this.file(`${name}.new`);
    writeFileSync(growing, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    renameSync(growing, this.file(name));
  }
}

export function newState(): DemoState {
  return {
    encryptionKeys: `demo:${randomBytes(32).toString('base64')}`,
    codePepper: randomBytes(32).toString('base64'),
    inboxToken: randomBytes(24).toString('base64url'),
    accounts: null,
  };
}
