import { findVerifierKeys } from '../../src/audit/sealing/seal-statements';
import { Sealer } from '../../src/audit/sealing/sealer';
import {
  type Checkpoint,
  type NoteVerifier,
  openCheckpoint,
  parseVerifierKey,
} from '../../src/audit/tree/signed-note';
import type { TestApp } from './app';

/** Waits for no timer: everything that is committed, and behind nobody who still writes, has its place afterwards. */
export async function seal(app: TestApp): Promise<void> {
  const sealer = app.get(Sealer);
  while ((await sealer.seal()) > 0);
}

export async function verifierOf(app: TestApp): Promise<NoteVerifier> {
  const [key] = await app.query<{ verifierKey: string }>(findVerifierKeys.text);
  return parseVerifierKey(key?.verifierKey as string);
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
