import type { Client } from 'pg';
import { leafMac, rowKey } from '../../src/audit/sealed-event';
import { type EventRow, eventColumns, leafHashOf } from '../../src/audit/sealing/event-row';
import { Sealer } from '../../src/audit/sealing/sealer';
import { perfectRoot } from '../../src/audit/tree/merkle-tree';
import { AppConfig } from '../../src/config/app-config';
import { type Account, login, openAccount } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { seal } from '../support/audit-log';
import { registerOperator } from '../support/factories';
import { Intruder } from '../support/intruder';

let app: TestApp;
let auditor: Account;
/** The owner of the database, with every trigger out of the way. */
let intruder: Intruder;
let owner: Client;
let early: Answer;

beforeAll(async () => {
  app = await startApp();
  // What is sealed while the log is tampered with would be gone when it is put back.
  await app.get(Sealer).beforeApplicationShutdown();
  auditor = await registerOperator(app, 'auditor');
  await openAccount(app);
  early = await app.call('GET', '/api/audit/export?format=ndjson', { token: auditor.token });
  await fill();
  intruder = await Intruder.at(app, auditor);
  owner = intruder.owner;
});
afterAll(async () => {
  await intruder?.leave();
  await app?.close();
});
beforeEach(async () => {
  await seal(app);
  expect((await intruder.integrity()).findings).toEqual([]);
});

async function fill(): Promise<void> {
  for (let count = 0; count < 6; count++)
    await login(app, 'nobody@example.com', { password: `wrong wrong wrong ${count}` });
  await seal(app);
}

it('a log in which nothing has its place yet cannot be exported, and who tried is in it', async () => {
  expect([early.status, early.body.code]).toEqual([409, 'event-not-sealed']);
  const tried = `SELECT FROM audit_events WHERE type = 'audit.exported' AND outcome = 'failure'`;
  expect(await app.query(tried)).toHaveLength(1);
});

const place = async (sequence: number) =>
  (
    await owner.query<{ event_id: string; hash: Buffer }>(
      'SELECT event_id, hash FROM audit_leaves WHERE sequence = $1',
      [sequence],
    )
  ).rows[0] as { event_id: string; hash: Buffer };

const tampering = (work: () => Promise<unknown>) => intruder.findingsAfter(work);

it.each([
  ['outcome', `outcome = CASE outcome WHEN 'success' THEN 'failure' ELSE 'success' END`],
  ['type', `type = 'payment.released'`],
  ['time', `at = at - interval '1 second'`],
  ['actor', `actor_id = gen_random_uuid()`],
  ['details', `details = details || '{"amount": 1}'`],
  ['request', `request_id = 'another'`],
  ['address', `ip = '203.0.113.9'`],
  ['address into a network', `ip = set_masklen(ip, 8)`],
  ['user agent', `user_agent = 'another'`],
  ['MAC', `mac = sha256('')`],
  ['schema version and MAC', `schema_version = 1, mac = NULL`],
])('an event whose %s was edited is named', async (_, change) => {
  const { event_id: id } = await place(4);
  const findings = await tampering(() =>
    owner.query(`UPDATE audit_events SET ${change} WHERE id = $1`, [id]),
  );
  expect(findings).toEqual([
    expect.objectContaining({ sequence: 4, eventId: id, explanation: expect.any(String) }),
  ]);
});

it('an event that was deleted is named', async () => {
  const { event_id: id } = await place(3);
  const findings = await tampering(() => owner.query('DELETE FROM audit_events WHERE id = $1', [id]));
  expect(findings).toEqual([expect.objectContaining({ fault: 'event-missing', sequence: 3, eventId: id })]);
});

it('an event that was deleted together with its place is named by the place', async () => {
  const { event_id: id } = await place(3);
  const findings = await tampering(async () => {
    await owner.query('DELETE FROM audit_events WHERE id = $1', [id]);
    await owner.query('DELETE FROM audit_leaves WHERE event_id = $1', [id]);
  });
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'leaf-missing', sequence: 3 }));
});

const copy = (xid: string) => `
  INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version, mac, personal_salt, personal_digest, xid)
  SELECT gen_random_uuid(), at, 'payment.released', 'success', subject_type, details, schema_version, mac, personal_salt, personal_digest, ${xid}
  FROM audit_events WHERE id = (SELECT event_id FROM audit_leaves WHERE sequence = 2) RETURNING id`;

it('an event that was inserted now, with the MAC of another, is named when it has its place', async () => {
  let id: string | undefined;
  const findings = await tampering(async () => {
    id = (await owner.query(copy('current_transaction_number()'))).rows[0].id;
    await seal(app);
  });
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'event-forged', eventId: id }));
});

it('an event that was inserted as if it were of schema version 1 is named', async () => {
  let id: string | undefined;
  const findings = await tampering(async () => {
    id = (
      await owner.query(`
        INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
        VALUES (gen_random_uuid(), now(), 'payment.released', 'success', 'payment', '{}', 1) RETURNING id`)
    ).rows[0].id;
    await seal(app);
  });
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'event-forged', eventId: id }));
});

it('an event that was inserted into the past is named', async () => {
  let id: string | undefined;
  const findings = await tampering(async () => {
    id = (await owner.query(copy('3'))).rows[0].id;
  });
  expect(findings).toEqual([expect.objectContaining({ fault: 'event-outside', eventId: id })]);
});

it('an event that was inserted as of a transaction to come, so that it never gets a place, is named', async () => {
  let id: string | undefined;
  const findings = await tampering(async () => {
    id = (await owner.query(copy('900000000000'))).rows[0].id;
  });
  expect(findings).toEqual([expect.objectContaining({ fault: 'event-outside', eventId: id })]);
});

it('an event that is there twice, in another class the second time, is named', async () => {
  const { event_id: id } = await place(3);
  const findings = await tampering(() =>
    owner.query(
      `INSERT INTO audit_events SELECT (jsonb_populate_record(e, '{"retention": "permanent"}')).* FROM audit_events e WHERE id = $1`,
      [id],
    ),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ fault: 'event-changed', sequence: 3, eventId: id }),
  );
});

async function swapPlaces(): Promise<void> {
  await owner.query('UPDATE audit_leaves SET sequence = 1000000 WHERE sequence = 2');
  await owner.query('UPDATE audit_leaves SET sequence = 2 WHERE sequence = 5');
  await owner.query('UPDATE audit_leaves SET sequence = 5 WHERE sequence = 1000000');
}

it('events that were swapped are named', async () => {
  const [one, two] = [await place(2), await place(5)];
  expect(await tampering(swapPlaces)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ fault: 'leaf-changed', sequence: 2, eventId: two.event_id }),
      expect.objectContaining({ fault: 'leaf-changed', sequence: 5, eventId: one.event_id }),
      expect.objectContaining({ fault: 'root-differs' }),
    ]),
  );
});

it('events that were swapped are named although the MACs of all places were emptied', async () => {
  const two = [await place(2), await place(5)];
  await owner.query('ALTER TABLE audit_leaves ALTER COLUMN mac DROP NOT NULL');
  const findings = await tampering(async () => {
    await owner.query('UPDATE audit_leaves SET mac = NULL');
    await swapPlaces();
  });
  for (const { event_id: eventId } of two)
    expect(findings).toContainEqual(expect.objectContaining({ fault: 'leaf-changed', eventId }));
});

it('the contents of two events that were swapped are named', async () => {
  const [one, two] = [await place(2), await place(5)];
  const findings = await tampering(() =>
    owner.query(
      `UPDATE audit_events a SET request_id = b.request_id, details = b.details, at = b.at, mac = b.mac
       FROM audit_events b WHERE (a.id, b.id) IN (($1, $2), ($2, $1))`,
      [one.event_id, two.event_id],
    ),
  );
  expect(findings.map(({ sequence }) => sequence).sort()).toEqual([2, 5]);
});

it('a tail that was cut off is noticed, by the checkpoint that was verified last', async () => {
  const findings = await tampering(async () => {
    const { rows } = await owner.query<{ size: string }>(
      'SELECT size FROM audit_checkpoints ORDER BY size DESC LIMIT 2',
    );
    const size = rows[1]?.size;
    await owner.query(
      'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_leaves WHERE sequence >= $1)',
      [size],
    );
    await owner.query('DELETE FROM audit_leaves WHERE sequence >= $1', [size]);
    await owner.query('DELETE FROM audit_checkpoints WHERE size > $1', [size]);
  });
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'tail-missing' }));
});

it('a log that was emptied is noticed', async () => {
  const findings = await tampering(() =>
    owner.query('TRUNCATE audit_events, audit_leaves, audit_subtrees, audit_checkpoints'),
  );
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'tail-missing' }));
});

it('a history that was rewritten with every hash in agreement, by somebody with the MAC key, has no signature', async () => {
  const key = rowKey(app.get(AppConfig).codePepper);
  const { event_id: id } = await place(4);
  const findings = await tampering(async () => {
    await owner.query(
      `UPDATE audit_events SET outcome = 'success', mac = NULL, schema_version = 1 WHERE id = $1`,
      [id],
    );
    const { rows } = await owner.query<EventRow>(`SELECT ${eventColumns} FROM audit_events e WHERE id = $1`, [
      id,
    ]);
    const hash = leafHashOf(rows[0] as EventRow);
    await owner.query('UPDATE audit_leaves SET hash = $2, mac = $3 WHERE event_id = $1', [
      id,
      hash,
      leafMac(key, { sequence: 4, eventId: id, hash, retention: rows[0]?.retention as string }),
    ]);
  });
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'root-differs' }));
});

it('a stored hash over a block that was edited is noticed', async () => {
  await owner.query(`
    INSERT INTO audit_events (id, at, type, outcome, subject_type, details, schema_version)
    SELECT gen_random_uuid(), now(), 'audit.read', 'success', 'audit_log', '{}', 1 FROM generate_series(1, 600)`);
  await seal(app);
  await intruder.integrity();
  const { rows } = await owner.query<{ hash: Buffer }>(
    'SELECT hash FROM audit_leaves ORDER BY sequence LIMIT 256',
  );
  const { rows: stored } = await owner.query<{ hash: Buffer }>(
    'SELECT hash FROM audit_subtrees WHERE level = 8 AND position = 0',
  );
  expect(stored[0]?.hash).toEqual(perfectRoot(rows.map(({ hash }) => hash)));
  const findings = await tampering(() =>
    owner.query(`UPDATE audit_subtrees SET hash = sha256('') WHERE level = 8 AND position = 1`),
  );
  expect(findings).toContainEqual(expect.objectContaining({ fault: 'tree-changed' }));
});
