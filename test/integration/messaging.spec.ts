import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { after, MINUTE } from '../../src/common/clock';
import { MessageJobs } from '../../src/messaging/message-jobs';
import { MessageOutbox } from '../../src/messaging/message-outbox';
import { Mailbox } from '../support/mailbox';
import { type MessagingProcess, startMessaging } from '../support/messaging';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

const CODE = '042137';
const to = 'ada@example.com';
const userId = randomUUID();
let database: TestDatabase;
let mailbox: Mailbox;
let app: MessagingProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  mailbox = await Mailbox.open();
  app = await startMessaging(database.url, mailbox.url);
  await app.owner.query(
    `INSERT INTO users (id, email, name, account_type, created_at) VALUES ($1, $2, 'Ada', 'client', now())`,
    [userId, to],
  );
});

afterAll(async () => {
  await app.close();
  await mailbox.close();
  await database.drop();
});

beforeEach(async () => {
  mailbox.refuseWith = null;
  mailbox.messages.length = 0;
  await app.owner.query(`DELETE FROM messages`);
});

const queueCode = (manager: EntityManager, name = 'Ada') =>
  app.nest.get(MessageOutbox, { strict: false }).queueEmail(manager, {
    userId,
    to,
    template: 'security-code',
    content: { name, code: CODE, reference: 'K7QX', action: 'log in', minutes: 10 },
    expiresAt: after(app.clock.now(), 10 * MINUTE),
  });

const sweep = () => app.nest.get(MessageJobs, { strict: false }).sweep();
const loseBells = () => app.owner.query(`DELETE FROM graphile_worker._private_jobs`);

interface Row {
  status: string;
  attempts: number;
  sealed_content: string | null;
  last_error: string | null;
  provider: string | null;
}

async function stored(): Promise<Row> {
  return (await app.owner.query(`SELECT * FROM messages`)).rows[0];
}

async function until(satisfied: (row: Row) => boolean): Promise<Row> {
  for (let waited = 0; ; waited += 20) {
    const row = await stored();
    if (row && satisfied(row)) return row;
    if (waited > 8_000) throw new Error(`The message stays ${JSON.stringify(row)}`);
    await sleep(20);
  }
}

it('delivers within a moment of the commit and wipes what it said', async () => {
  const started = performance.now();
  await app.inTransaction((manager) => queueCode(manager));
  const mail = await mailbox.waitFor(to);
  expect(performance.now() - started).toBeLessThan(1_500);
  expect(mail).toMatchObject({
    from: 'no-reply@shop.example',
    text: expect.stringContaining(CODE),
    html: expect.stringContaining(CODE),
  });
  expect(await until(({ status }) => status === 'sent')).toMatchObject({
    sealed_content: null,
    attempts: 1,
    provider: 'smtp',
  });
});

it('sends nothing that was queued in a transaction that rolled back', async () => {
  const failing = app.inTransaction(async (manager) => {
    await queueCode(manager);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await sleep(300);
  expect(mailbox.messages).toEqual([]);
  expect(await stored()).toBeUndefined();
});

it('tries again while the server refuses for now, visibly and without the code in clear anywhere', async () => {
  mailbox.refuseWith = 451;
  await app.inTransaction((manager) => queueCode(manager));
  const row = await until(({ attempts, status }) => attempts === 1 && status === 'queued');
  expect(row).toMatchObject({ last_error: 'EMESSAGE 451', provider: 'smtp' });
  const everything = await app.owner.query(
    `SELECT (SELECT json_agg(m) FROM messages m)::text || (SELECT json_agg(j) FROM graphile_worker._private_jobs j)::text AS text`,
  );
  expect(everything.rows[0].text).toContain('sealed_content');
  expect(everything.rows[0].text).not.toContain(CODE);
  mailbox.refuseWith = null;
  app.clock.advance(3_000);
  expect(await until(({ status }) => status === 'sent')).toMatchObject({
    sealed_content: null,
    last_error: null,
  });
  expect(mailbox.messages).toHaveLength(1);
});

it('tries again when no server answers at all', async () => {
  const { port } = mailbox;
  await mailbox.close();
  await app.inTransaction((manager) => queueCode(manager));
  expect((await until(({ attempts, status }) => attempts === 1 && status === 'queued')).last_error).toBe(
    'ESOCKET',
  );
  mailbox = await Mailbox.open(port);
  app.clock.advance(MINUTE);
  await sweep();
  await mailbox.waitFor(to);
  await until(({ status }) => status === 'sent');
});

it('gives up at once when the address is refused for good, and keeps neither content nor address in the error', async () => {
  mailbox.refuseWith = 550;
  await app.inTransaction((manager) => queueCode(manager));
  expect(await until(({ status }) => status === 'failed')).toMatchObject({
    sealed_content: null,
    last_error: 'EMESSAGE 550',
  });
});

it('fails what could not be delivered in time, and wipes it', async () => {
  mailbox.refuseWith = 451;
  await app.inTransaction((manager) => queueCode(manager));
  await until(({ attempts, status }) => attempts === 1 && status === 'queued');
  await loseBells();
  app.clock.advance(11 * MINUTE);
  await sweep();
  expect(await stored()).toMatchObject({ status: 'expired', sealed_content: null });
});

it('delivers after the bell was lost', async () => {
  await app.inTransaction(async (manager) => {
    await queueCode(manager);
    await manager.query(`DELETE FROM graphile_worker._private_jobs`);
  });
  await sleep(200);
  expect(mailbox.messages).toEqual([]);
  await sweep();
  await mailbox.waitFor(to);
});

it('picks up what a killed process was sending, under the same Message-ID', async () => {
  await app.inTransaction(async (manager) => {
    await queueCode(manager);
    await manager.query(`DELETE FROM graphile_worker._private_jobs`);
    const lease = after(app.clock.now(), 30_000);
    await manager.query(
      `UPDATE messages SET status = 'sending', attempts = 1, lease_until = $1, due_at = $1`,
      [lease],
    );
  });
  await sweep();
  await sleep(200);
  expect(mailbox.messages).toEqual([]);
  app.clock.advance(31_000);
  await sweep();
  const mail = await mailbox.waitFor(to);
  const { rows } = await app.owner.query(`SELECT id FROM messages`);
  expect(mail.raw).toContain(`Message-ID: <${rows[0].id}@shop.example>`);
  expect(await until(({ status }) => status === 'sent')).toMatchObject({ attempts: 2 });
});

it('sends one copy when two bells ring at once', async () => {
  await app.inTransaction(async (manager) => {
    await queueCode(manager);
    await manager.query(
      `SELECT graphile_worker.add_job('deliver-message', json_build_object('messageId', id)) FROM messages, generate_series(1, 10)`,
    );
  });
  await until(({ status }) => status === 'sent');
  await sleep(300);
  expect(mailbox.messages).toHaveLength(1);
});

it('does not let a name write headers or another recipient', async () => {
  await app.inTransaction((manager) =>
    queueCode(manager, 'Eve\r\nBcc: spy@example.com\r\nSubject: owned\r\n\r\nboo'),
  );
  const mail = await mailbox.waitFor(to);
  expect(mail.headers.filter(({ key }) => key === 'bcc')).toEqual([]);
  expect(mail.subject).toBe('Your ShopFlow security code is here (K7QX)');
  await sleep(100);
  expect(mailbox.messages).toHaveLength(1);
});

it('survives the loss of its database connections', async () => {
  await app.owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await sleep(500);
  await app.inTransaction((manager) => queueCode(manager));
  await mailbox.waitFor(to);
});
