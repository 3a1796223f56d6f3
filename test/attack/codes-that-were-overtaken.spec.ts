import { randomUUID } from 'node:crypto';
import { after, MINUTE, SECOND } from '../../src/common/clock';
import { EmailSender } from '../../src/messaging/email-sender';
import { MessageJobs } from '../../src/messaging/message-jobs';
import { MessageOutbox } from '../../src/messaging/message-outbox';
import { SendingFailure } from '../../src/messaging/sending-failure';
import { Mailbox } from '../support/mailbox';
import { type MessagingProcess, startMessaging } from '../support/messaging';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

const to = 'ada@example.com';
const userId = randomUUID();
const sessionId = randomUUID();
let challengeId: string;
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
  await app.owner.query(
    `INSERT INTO sessions (id, token_hash, user_id, kind, transport, created_at, last_seen_at, expires_at)
     VALUES ($1, '\\x00', $2, 'full', 'bearer', now(), now(), now())`,
    [sessionId, userId],
  );
});
afterAll(async () => {
  await app.close();
  await mailbox.close();
  await database.drop();
});

beforeEach(async () => {
  challengeId = randomUUID();
  mailbox.messages.length = 0;
  await app.owner.query(
    `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, created_at, expires_at)
     VALUES ($1, $2, $3, 'login', $1, decode(repeat('00', 32), 'hex'), 'K7QX', '{email}', 'email', 'open', now(), now())`,
    [challengeId, userId, sessionId],
  );
});

const sendCode = (code: string, { bell = true } = {}) =>
  app.inTransaction(async (manager) => {
    await app.nest.get(MessageOutbox, { strict: false }).queueEmail(manager, {
      userId,
      to,
      template: 'security-code',
      content: { name: 'Ada', code, reference: 'K7QX', action: 'log in', minutes: 10 },
      challengeId,
      expiresAt: after(app.clock.now(), 10 * MINUTE),
    });
    if (!bell) await manager.query(`DELETE FROM graphile_worker._private_jobs`);
  });

const sweep = () => app.nest.get(MessageJobs, { strict: false }).sweep();

async function stored() {
  const found = await app.owner.query(
    `SELECT status, sealed_content, last_error FROM messages WHERE challenge_id = $1 ORDER BY id`,
    [challengeId],
  );
  return found.rows;
}

const overtaken = { status: 'expired', sealed_content: null, last_error: 'superseded' };
const sent = { status: 'sent', sealed_content: null, last_error: null };

async function expectOnlyTheNewer(): Promise<void> {
  app.clock.advance(MINUTE);
  await sweep();
  await mailbox.waitFor(to, ({ text }) => text.includes('222222'));
  await until(async () => (await stored())[1]?.status === 'sent');
  expect(await stored()).toEqual([overtaken, sent]);
  expect(mailbox.messages.map(({ text }) => text.includes('111111'))).toEqual([false]);
}

async function until(satisfied: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await satisfied()); waited += 20) {
    if (waited > 8_000) throw new Error('It did not happen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('a code that could not be delivered does not go out after a newer one', async () => {
  const sender = app.nest.get(EmailSender, { strict: false });
  const send = jest.spyOn(sender, 'send').mockImplementationOnce(async () => {
    await sendCode('222222', { bell: false });
    throw new SendingFailure('ETIMEDOUT', false, 'smtp');
  });
  await sendCode('111111');
  await until(async () => (await stored())[0]?.status === 'expired');
  send.mockRestore();
  await expectOnlyTheNewer();
});

it('a code that a killed process was sending does not go out after a newer one', async () => {
  await sendCode('111111', { bell: false });
  const lease = after(app.clock.now(), 30 * SECOND);
  await app.owner.query(
    `UPDATE messages SET status = 'sending', attempts = 1, lease_until = $2, due_at = $2 WHERE challenge_id = $1`,
    [challengeId, lease],
  );
  await sendCode('222222', { bell: false });
  await expectOnlyTheNewer();
});
