import { Sealer } from '../../src/audit/sealing/sealer';
import { leafHash, provesConsistency, provesInclusion } from '../../src/audit/tree/merkle-tree';
import { openCheckpoint, parseVerifierKey } from '../../src/audit/tree/signed-note';
import { type Account, login, openAccount } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { insertForeignEvents, seal } from '../support/audit-log';
import { registerOperator } from '../support/factories';

let app: TestApp;
let auditor: Account;
beforeAll(async () => {
  app = await startApp();
  auditor = await registerOperator(app, 'auditor');
  await insertForeignEvents(app, 700);
  await seal(app);
});
afterAll(() => app?.close());

const get = (path: string, { token } = auditor): Promise<Answer> =>
  app.call('GET', `/api/audit/${path}`, { token });
const bytes = (values: string[]) => values.map((value) => Buffer.from(value, 'base64'));

async function verifier() {
  const { body } = await get('keys');
  return parseVerifierKey(body.items[0]);
}

it('proves each event to be in the log that a checkpoint was signed for', async () => {
  const { body: page } = await get('events?limit=100&to=2100-01-01T00:00:00Z');
  const key = await verifier();
  const sealed = page.items.filter(({ sequence }: { sequence: number | null }) => sequence !== null);
  expect(sealed.length).toBeGreaterThan(10);
  for (const { id, sequence } of sealed.slice(0, 10)) {
    const { status, body } = await get(`events/${id}/proof`);
    expect(status).toBe(200);
    expect(body.sequence).toBe(sequence);
    expect(JSON.parse(body.entry).id).toBe(id);
    const hash = leafHash(body.entry);
    expect(hash.toString('base64')).toBe(body.leafHash);
    const checkpoint = openCheckpoint(body.checkpoint.note, key);
    if (!checkpoint) throw new Error('The checkpoint is not signed');
    expect(checkpoint.size).toBe(body.checkpoint.size);
    expect(provesInclusion({ ...checkpoint, index: sequence, hash }, bytes(body.path))).toBe(true);
  }
});

it('proves that the log only grew between two checkpoints', async () => {
  const older = (await get('checkpoints?limit=1')).body.items[0];
  await login(app, 'nobody@example.com', { password: 'wrong wrong wrong' });
  await seal(app);
  const key = await verifier();
  const { status, body } = await get(`consistency?from=${older.size}`);
  expect(status).toBe(200);
  const [old, now] = [openCheckpoint(older.note, key), openCheckpoint(body.checkpoint.note, key)];
  if (!old || !now) throw new Error('A checkpoint is not signed');
  expect(now.size).toBeGreaterThan(old.size);
  expect(provesConsistency(old, now, bytes(body.path))).toBe(true);
});

it('pages through the checkpoints, newest first', async () => {
  const sizes: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await get(`checkpoints?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
    sizes.push(...body.items.map(({ size }: { size: number }) => size));
    cursor = body.nextCursor;
  }
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => b - a));
});

it('has no proof for an event that has just happened, and says so', async () => {
  await app.get(Sealer).beforeApplicationShutdown();
  const [row] = await app.query<{ id: string }>(
    `INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
     VALUES (gen_random_uuid(), now(), 'audit.read', 'success', 'audit_log', '{}', 1) RETURNING id`,
  );
  const { status, body } = await get(`events/${row?.id}/proof`);
  expect([status, body.code]).toEqual([409, 'event-not-sealed']);
});

it('answers 404 for events and checkpoints that are not there', async () => {
  expect((await get(`events/01a1f94f-610b-7000-91b7-2f455a3e6ff8/proof`)).status).toBe(404);
  expect((await get('consistency?from=999999')).status).toBe(404);
  // Both lie within one transaction, and a transaction is sealed whole.
  expect((await get('consistency?from=100&to=300')).status).toBe(404);
});

it.each([
  'consistency',
  'consistency?from=-1',
  'consistency?from=x',
  'checkpoints?cursor=eA',
  'export',
  'export?format=xml',
])('refuses %s', async (path) => {
  expect((await get(path)).status).toBe(400);
});

it.each(['keys', 'checkpoints', 'consistency?from=1', 'integrity', 'export?format=csv'])(
  'is closed to clients: %s',
  async (path) => {
    const client = await openAccount(app);
    expect((await get(path, client)).status).toBe(403);
    expect((await app.call('GET', `/api/audit/${path}`)).status).toBe(401);
  },
);
