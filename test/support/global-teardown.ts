import { rmSync } from 'node:fs';
import type { EmbeddedPostgres } from '../../src/demo/embedded-postgres';

export type TestServer = typeof globalThis & { testServer?: { postgres: EmbeddedPostgres; folder: string } };

export default async function globalTeardown(): Promise<void> {
  const server = (globalThis as TestServer).testServer;
  if (!server) return;
  await server.postgres.stop();
  rmSync(server.folder, { recursive: true, force: true });
}
