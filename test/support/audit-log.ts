import { setTimeout as sleep } from 'node:timers/promises';
import { retentionClassOf } from '../../src/audit/catalogue/catalogue';
import {
  type CommittedEvent,
  personalDigest,
  rowKey,
  rowMac,
  withMicroseconds,
} from '../../src/audit/sealed-event';
import { Sealer } from '../../src/audit/sealing/sealer';
import { SigningKeys } from '../../src/audit/sealing/signing-keys';
import {
  type Checkpoint,
  type NoteVerifier,
  openCheckpoint,
  parseVerifierKey,
} from '../../src/audit/tree/signed-note';
import { ExportVerifier } from '../../src/audit/verify/export-verifier';
import { Random } from '../../src/common/random';
import { AppConfig } from '../../src/config/app-config';
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

const insertOwnEvent = `
  INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version, mac, personal_salt, personal_digest, retention)
  VALUES ($1, $2, $3, $4, 'audit_log', $5, 3, $6, $7, $8, $9)`;

/** A row as the application writes it, for a connection of one's own to insert. */
export function ownEvent(app: TestApp): { id: string; text: string; values: unknown[] } {
  const random = app.get(Random);
  const salt = random.bytes(32);
  const digest = personalDigest(salt, { ip: null, userAgent: null });
  const type = 'audit.read';
  const event: CommittedEvent = {
    ...{ id: random.id(), at: withMicroseconds(app.clock.now()), type, outcome: 'success', actorId: null },
    ...{ subject: { type: 'audit_log', id: null }, requestId: null, details: {}, schemaVersion: 3 },
    ...{ personalDigest: digest.toString('hex'), retention: retentionClassOf(type) },
  };
  const { id, at, outcome, details, retention } = event;
  const mac = rowMac(rowKey(app.get(AppConfig).codePepper), event);
  return { id, text: insertOwnEvent, values: [id, at, type, outcome, details, mac, salt, digest, retention] };
}

/** What the offline verifier says of an export, MACs included. @throws what is wrong with it */
export async function verifyExport(app: TestApp, body: string, earlier: string | null = null) {
  const macKey = rowKey(app.get(AppConfig).codePepper);
  const verifier = new ExportVerifier({ key: await verifierOf(app), macKey, earlier });
  for (const line of body.trimEnd().split('\n')) verifier.line(line);
  return verifier.finish();
}
