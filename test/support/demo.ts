import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Demo } from '../../src/demo/demo';
import type { DemoAccount } from '../../src/demo/demo-state';

export interface DemoSummary {
  url: string;
  inboxUrl: string;
  inboxToken: string;
  accounts: DemoAccount[];
}

/** Where a demo can live: PostgreSQL may have to pass through as another user. */
export function makeDemoFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shopflow-demo-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** What `npm start` does in this folder; `summary` is what it wrote to `.data/demo.json`. */
export async function startDemo(folder: string, port: string) {
  const { demo, databaseUrl } = await Demo.start({ folder: join(folder, '.data'), port, logLevel: 'silent' });
  const written = readFileSync(join(folder, '.data', 'demo.json'), 'utf8');
  return { demo, databaseUrl, summary: JSON.parse(written) as DemoSummary };
}
