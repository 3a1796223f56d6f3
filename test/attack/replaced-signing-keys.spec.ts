import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventRow, eventColumns, leafHashOf } from '../../src/audit/sealing/event-row';
import { Sealer } from '../../src/audit/sealing/sealer';
import { formatVerifierKey, signCheckpoint, signerOf, verifierOf } from '../../src/audit/tree/signed-note';
import { login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { newestCheckpoint, seal } from '../support/audit-log';
import { type Operator, registerOperator } from '../support/factories';
import { type FoundFault, forgetTheLog, Intruder } from '../support/intruder';
import { treeHashOf } from '../support/rfc6962';

let app: TestApp;
let auditor: Operator;
let intruder: Intruder;
let folder: string;
let file: string;

const stranger = signerOf('127.0.0.1/audit', Buffer.alloc(32, 5));
const strangersKey = formatVerifierKey(verifierOf(stranger));
const addStrangersKey = () =>
  intruder.owner.query(
    `INSERT INTO audit_signing_keys SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', $1, sealed_seed, now() FROM audit_signing_keys`,
    [strangersKey],
  );
/** Another event, sealed, its checkpoint outside. */
async function fill(): Promise<void> {
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await seal(app);
  const [newest] = await app.query<{ note: string }>(
    'SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1',
  );
  while (!(await readFile(file, 'utf8').catch(() => '')).endsWith(`${newest?.note}\n`)) await sleep(5);
}

/** What is outside is put back as well. */
async function tampering(work: () => Promise<unknown>): Promise<FoundFault[]> {
  const notes = await readFile(file);
  const findings = await intruder.findingsAfter(work);
  await writeFile(file, notes);
  return findings;
}

const faultsOf = (findings: FoundFault[]) => [...new Set(findings.map(({ fault }) => fault))].sort();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  file = join(folder, 'checkpoints');
  app = await startApp({ env: { AUDIT_CHECKPOINT_FILE: file } });
  await app.get(Sealer).beforeApplicationShutdown();
  auditor = await registerOperator(app, 'auditor');
  for (let count = 0; count < 4; count++) await fill();
  intruder = await Intruder.at(app, auditor);
});
afterAll(async () => {
  await intruder?.leave();
  await app?.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await fill();
  expect((await intruder.integrity()).findings).toEqual([]);
});

it("a stranger's key beside ours is named; nobody is told it, and nothing is signed with it", async () => {
  let told: string[] = [];
  const findings = await tampering(async () => {
    await addStrangersKey();
    await fill();
    told = (await app.call('GET', '/api/audit/keys', { token: auditor.token })).body.items;
  });
  expect(findings).toEqual([
    expect.objectContaining({ fault: 'key-forged', place: JSON.stringify({ key: strangersKey }) }),
  ]);
  expect(told).toHaveLength(1);
  expect(told).not.toContain(strangersKey);
});

it('something that is no key at all is named, and the state of the log is told all the same', async () => {
  const findings = await tampering(() =>
    intruder.owner.query(`UPDATE audit_signing_keys SET verifier_key = 'no key'`),
  );
  expect(faultsOf(findings)).toEqual(['checkpoint-forged', 'key-forged', 'key-replaced']);
});

it('a log whose key was deleted is not sealed with a new one, as if nothing had been before', async () => {
  const findings = await tampering(async () => {
    await intruder.owner.query('DELETE FROM audit_signing_keys');
    await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
    await expect(seal(app)).rejects.toThrow('the key that signed the log is gone');
  });
  expect(faultsOf(findings)).toEqual(['checkpoint-forged', 'key-replaced']);
});

it('a history that was rewritten and signed by a new key, with all that the database remembers, is named by its first event', async () => {
  const [victim] = (
    await intruder.owner.query<EventRow & { sequence: string }>(
      `SELECT ${eventColumns}, l.sequence FROM audit_events e JOIN audit_leaves l ON l.event_id = e.id WHERE l.sequence = 3`,
    )
  ).rows;
  const eventId = victim?.id as string;
  const findings = await tampering(async () => {
    await intruder.owner.query(
      `UPDATE audit_events SET outcome = 'success', details = '{}', mac = NULL, schema_version = 1 WHERE id = $1`,
      [eventId],
    );
    const { rows } = await intruder.owner.query<EventRow>(
      `SELECT ${eventColumns} FROM audit_events e WHERE id = $1`,
      [eventId],
    );
    await intruder.owner.query('UPDATE audit_leaves SET hash = $2 WHERE event_id = $1', [
      eventId,
      leafHashOf(rows[0] as EventRow),
    ]);
    const leaves = await intruder.owner.query<{ hash: Buffer }>(
      'SELECT hash FROM audit_leaves ORDER BY sequence',
    );
    const root = treeHashOf(leaves.rows.map(({ hash }) => hash));
    const note = signCheckpoint({ origin: stranger.name, size: leaves.rows.length, root }, stranger);
    await intruder.owner.query('DELETE FROM audit_checkpoints WHERE size < $1', [leaves.rows.length]);
    await intruder.owner.query('UPDATE audit_checkpoints SET note = $1', [note]);
    await addStrangersKey();
    await intruder.owner.query(`DELETE FROM audit_signing_keys WHERE verifier_key <> $1`, [strangersKey]);
    await intruder.owner.query('DELETE FROM audit_verification');
  });
  expect(faultsOf(findings)).toEqual(['checkpoint-forged', 'key-forged', 'key-replaced', 'leaf-changed']);
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'leaf-changed', sequence: 3, eventId }));
});

it('a checkpoint that somebody else signed is noticed, be it the newest or an old one', async () => {
  const { rows } = await intruder.owner.query<{ size: string }>(
    'SELECT size FROM audit_checkpoints ORDER BY size',
  );
  for (const size of [rows[1]?.size, rows.at(-1)?.size]) {
    const findings = await tampering(() =>
      intruder.owner.query(`UPDATE audit_checkpoints SET note = replace(note, '— ', '— x') WHERE size = $1`, [
        size,
      ]),
    );
    expect(findings).toEqual([
      expect.objectContaining({ fault: 'checkpoint-forged', place: JSON.stringify({ size: Number(size) }) }),
    ]);
  }
});

it('an old checkpoint under another size is noticed', async () => {
  const findings = await tampering(() =>
    intruder.owner.query(`
      UPDATE audit_checkpoints SET note = (SELECT note FROM audit_checkpoints ORDER BY size LIMIT 1)
      WHERE size = (SELECT size FROM audit_checkpoints ORDER BY size OFFSET 1 LIMIT 1)`),
  );
  expect(faultsOf(findings)).toEqual(['checkpoint-forged']);
});

describe.each<[string, () => void]>([
  ['while the application was running', () => undefined],
  ['while it stood still, by the file outside', () => forgetTheLog(app)],
])('an old dump over a newer log, %s', (_, restart) => {
  it('is noticed, also when the log has grown past its old size meanwhile', async () => {
    const known = await newestCheckpoint(app);
    const findings = await tampering(async () => {
      const { owner } = intruder;
      const size = Number(
        (await owner.query('SELECT min(size) AS size FROM audit_checkpoints')).rows[0].size,
      );
      await owner.query(
        'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_leaves WHERE sequence >= $1)',
        [size],
      );
      await owner.query('DELETE FROM audit_leaves WHERE sequence >= $1', [size]);
      await owner.query('DELETE FROM audit_checkpoints WHERE size > $1', [size]);
      await owner.query('DELETE FROM audit_verification');
      restart();
      await fill();
      while ((await newestCheckpoint(app)).size <= known.size) await fill();
    });
    expect(findings).toContainEqual(
      expect.objectContaining({ place: JSON.stringify({ size: known.size }), fault: 'tail-missing' }),
    );
  });
});

it('an event that was deleted before it had its place is named, by the process that wrote it', async () => {
  let eventId: string | undefined;
  const findings = await tampering(async () => {
    await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
    const { rows } = await intruder.owner.query(`
      DELETE FROM audit_events WHERE id = (SELECT id FROM audit_events WHERE type = 'session.login' ORDER BY id DESC LIMIT 1)
      RETURNING id`);
    eventId = rows[0].id;
    await fill();
  });
  expect(findings).toEqual([expect.objectContaining({ fault: 'event-missing', eventId, sequence: null })]);
});
