import { Sealer } from '../../src/audit/sealing/sealer';
import { type Account, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { insertForeignEvents, seal } from '../support/audit-log';
import { registerOperator } from '../support/factories';
import { openNote, rootByPath, rootsByConsistency, treeHash } from '../support/rfc6962';

let app: TestApp;
let auditor: Account;
let key: string;
/** Checkpoints of many sizes, oldest first. */
let notes: string[];

beforeAll(async () => {
  app = await startApp();
  await app.get(Sealer).beforeApplicationShutdown();
  auditor = await registerOperator(app, 'auditor');
  for (const count of [1, 6, 57, 193, 300]) {
    await insertForeignEvents(app, count);
    await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
    await seal(app);
  }
  key = (await get('keys')).items[0];
  notes = (await get('checkpoints?limit=100')).items.map(({ note }: { note: string }) => note).reverse();
});
afterAll(() => app?.close());

async function get(path: string) {
  const { status, body } = await app.call('GET', `/api/audit/${path}`, { token: auditor.token });
  expect([path, status]).toEqual([path, 200]);
  return body;
}
const hashes = (path: string[]) => path.map((hash) => Buffer.from(hash, 'base64'));

it('opens the signed notes, and no note that says something else', async () => {
  expect(notes.length).toBeGreaterThan(4);
  for (const note of notes) expect((await openNote(note, key)).size).toBeGreaterThan(0);
  const [note = ''] = notes;
  await expect(openNote(note.replace(/\n\d+\n/, '\n123456\n'), key)).rejects.toThrow('not signed');
});

it('finds the root of each checkpoint from the entries alone', async () => {
  const ids = await app.query<{ event_id: string }>(
    'SELECT event_id FROM audit_leaves ORDER BY sequence LIMIT 70',
  );
  const entries: string[] = [];
  for (const { event_id: id } of ids) entries.push((await get(`events/${id}/proof`)).entry);
  for (const note of notes) {
    const { size, root } = await openNote(note, key);
    if (size <= entries.length) expect(treeHash(entries.slice(0, size)).equals(root)).toBe(true);
  }
});

it('accepts the audit path of events at every edge of the tree, and of no other place', async () => {
  const { size } = await openNote(notes.at(-1) as string, key);
  for (const index of [0, 1, 2, 63, 64, 255, 256, 257, 511, size - 2, size - 1]) {
    const [place] = await app.query<{ event_id: string }>(
      'SELECT event_id FROM audit_leaves WHERE sequence = $1',
      [index],
    );
    const proof = await get(`events/${place?.event_id}/proof`);
    const checkpoint = await openNote(proof.checkpoint.note, key);
    const path = hashes(proof.path);
    expect([index, rootByPath(index, checkpoint.size, proof.entry, path).equals(checkpoint.root)]).toEqual([
      index,
      true,
    ]);
    expect(rootByPath(index, checkpoint.size, `${proof.entry} `, path).equals(checkpoint.root)).toBe(false);
  }
});

it('accepts the consistency of each checkpoint with each later one', async () => {
  const checkpoints = await Promise.all(notes.map((note) => openNote(note, key)));
  for (const [at, old] of checkpoints.entries())
    for (const later of checkpoints.slice(at)) {
      const { path } = await get(`consistency?from=${old.size}&to=${later.size}`);
      const [before, now] = rootsByConsistency(old.size, later.size, old.root, hashes(path));
      expect([old.size, later.size, before.equals(old.root), now.equals(later.root)]).toEqual([
        old.size,
        later.size,
        true,
        true,
      ]);
    }
});
