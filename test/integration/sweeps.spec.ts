import { StaleChallengesJob } from '../../src/auth/2fa/challenges/stale-challenges.job';
import { AbandonedFactorsJob } from '../../src/auth/2fa/factors/abandoned-factors.job';
import { EndedSessionsJob } from '../../src/auth/sessions/ended-sessions.job';
import { SpentAccountTokensJob } from '../../src/auth/spent-account-tokens.job';
import { DAY, HOUR } from '../../src/common/clock';
import { FinishedMessagesJob } from '../../src/messaging/finished-messages.job';
import { expectStatus, login, register } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { logInAgain, pendingApproval } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';

/** More than one batch. */
const MANY = 1_500;

let app: TestApp;
let client: Account;
let payee: Account;
beforeEach(async () => {
  app = await startApp();
  client = await registerUser(app);
  payee = await registerUser(app, { accountType: 'payee' });
});
afterEach(() => app.close());

const count = async (from: string, values: unknown[] = []) =>
  Number((await app.query<{ count: string }>(`SELECT count(*) FROM ${from}`, values))[0]?.count);

it('ends all stale challenges, not one batch of them', async () => {
  await app.query(
    `INSERT INTO challenges (id, user_id, session_id, purpose, subject_id, binding, reference, methods, method, status, created_at, expires_at)
     SELECT gen_random_uuid(), s.user_id, s.id, 'manage-factors', gen_random_uuid(), decode(repeat('00', 32), 'hex'), 'K7QX',
       '{email}', 'email', 'open', $1, $1
     FROM (SELECT * FROM sessions LIMIT 1) s, generate_series(1, 6000)`,
    [app.clock.now()],
  );
  app.clock.advance(DAY - HOUR);
  await app.get(StaleChallengesJob).run();
  expect(await count(`challenges WHERE status = 'open'`)).toBe(6_000);
  app.clock.advance(2 * HOUR);
  await app.get(StaleChallengesJob).run();
  expect(await count(`challenges WHERE status = 'open'`)).toBe(0);
});

it('deletes sessions 30 days after their end, but for those that an approval or a challenge names', async () => {
  await pendingApproval(app, { client, payee });
  await app.query(
    `INSERT INTO sessions (id, token_hash, user_id, kind, transport, created_at, last_seen_at, expires_at, ended_at)
     SELECT gen_random_uuid(), decode(md5(n::text), 'hex'), $1, 'full', 'bearer', $2, $2, $2, $2 FROM generate_series(1, $3::int) n`,
    [payee.id, app.clock.now(), MANY],
  );
  const before = await count('sessions');
  app.clock.advance(30 * DAY - HOUR);
  await app.get(EndedSessionsJob).run();
  expect(await count('sessions')).toBe(before);
  app.clock.advance(DAY);
  await logInAgain(app, payee);
  await app.get(EndedSessionsJob).run();
  const left = await app.query<{ named: boolean; live: boolean }>(
    `SELECT expires_at > $1 AS live, EXISTS (SELECT FROM approvals WHERE session_id = s.id) AS named FROM sessions s`,
    [app.clock.now()],
  );
  expect(left.filter(({ named }) => named)).toHaveLength(1);
  expect(left.filter(({ live, named }) => !live && !named)).toEqual([]);
  await expectStatus(200, app.call('GET', '/api/auth/me', { token: payee.token }));
});

it('deletes codes and links a day after they were used, replaced or too late', async () => {
  await app.call('POST', '/api/auth/password-reset', { body: { email: client.email } });
  expect(await count('account_tokens')).toBe(3);
  await app.get(SpentAccountTokensJob).run();
  expect(await count('account_tokens')).toBe(3);
  app.clock.advance(DAY + HOUR);
  const email = 'newcomer@example.com';
  await expectStatus(201, register(app, email));
  await app.get(SpentAccountTokensJob).run();
  const left = await app.query(
    `SELECT u.email, t.purpose FROM account_tokens t JOIN users u ON u.id = t.user_id WHERE t.purpose = 'verify-email'`,
  );
  expect(left).toEqual([{ email, purpose: 'verify-email' }]);
  const code = await app.mailbox.codeFor(email);
  await expectStatus(204, app.call('POST', '/api/auth/verify-email', { body: { email, code } }));
  app.clock.advance(3 * DAY);
  await app.get(SpentAccountTokensJob).run();
  expect(await count('account_tokens')).toBe(0);
});

it('deletes set-ups that nobody has finished for a day', async () => {
  const setUp = { token: client.token, body: { method: 'totp' } };
  await expectStatus(201, app.call('POST', '/api/2fa/setup', setUp));
  await app.get(AbandonedFactorsJob).run();
  expect(await count(`factors WHERE status = 'pending'`)).toBe(1);
  app.clock.advance(DAY + HOUR);
  await app.get(AbandonedFactorsJob).run();
  expect(await count('factors')).toBe(0);
});

it('deletes messages that are over after 30 days, with the addresses in them', async () => {
  await app.query(
    `INSERT INTO messages (id, user_id, channel, template, destination, sealed_content, status, due_at, created_at, expires_at, sent_at)
     SELECT gen_random_uuid(), $1, 'email', 'notice', 'ada@example.com',
       CASE status WHEN 'queued' THEN 'sealed' END, status, $2, $2, $3, CASE status WHEN 'sent' THEN $2::timestamptz END
     FROM generate_series(1, $4::int), unnest('{sent, failed, expired}'::text[]) AS status`,
    [client.id, app.clock.now(), new Date(app.clock.now().getTime() + HOUR), MANY],
  );
  const before = await count('messages');
  app.clock.advance(30 * DAY - HOUR);
  await app.get(FinishedMessagesJob).run();
  expect(await count('messages')).toBe(before);
  app.clock.advance(2 * HOUR);
  await expectStatus(200, login(app, client.email));
  await app.call('POST', '/api/auth/password-reset', { body: { email: client.email } });
  await app.get(FinishedMessagesJob).run();
  expect(await app.query('SELECT template FROM messages')).toEqual([{ template: 'set-password' }]);
});
