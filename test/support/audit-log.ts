import { setTimeout as sleep } from 'node:timers/promises';
import { Sealer } from '../../src/audit/sealing/sealer';
import { SigningKeys } from '../../src/audit/sealing/signing-keys';
import {
  type Checkpoint,
  type NoteVerifier,
  openCheckpoint,
  parseVerifierKey,
} from '../../src/audit/tree/signed-note';
import type { TestApp } from './app';

/**
 * Everything that is committed has its place afterwards. A transaction in any database of the server holds sealing up while it
 * writes, so other tests may make it wait.
 */
export async function seal(app: TestApp): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(20)) {
    await app.get(Sealer).seal();
    const waiting = await app.query(
      'SELECT FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_leaves WHERE event_id = e.id) LIMIT 1',
    );
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error('Events were not sealed in a minute');
  }
}

export async function verifierOf(app: TestApp): Promise<NoteVerifier> {
  const [key] = await app.get(SigningKeys).verifierKeys();
  return parseVerifierKey(key as string);
}

/** The newest checkpoint, its signature checked. */
export async function newestCheckpoint(app: TestApp): Promise<Checkpoint> {
  const [{ note } = { note: '' }] = await app.query<{ note: string }>(
    'SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1',
  );
  const checkpoint = openCheckpoint(note, await verifierOf(app));
  if (!checkpoint) throw new Error('The newest checkpoint is not signed by the log');
  return checkpoint;
}

/** Events of a size of our choice, as somebody writes them who has the database but no key. */
export async function insertForeignEvents(app: TestApp, count: number, at = app.clock.now()): Promise<void> {
  await app.query(
    `INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
     SELECT gen_random_uuid(), $2, 'audit.read', 'success', 'audit_log', jsonb_build_object('n', n), 1
     FROM generate_series(1, $1) AS n`,
    [count, at],
  );
}
