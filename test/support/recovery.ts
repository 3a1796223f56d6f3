import { setTimeout as sleep } from 'node:timers/promises';
import { DueRecoveriesJob } from '../../src/admin-recovery/due-recoveries.job';
import { type Account, enrol, expectStatus, login, openAccount } from './accounts';
import { actAsAdmin, proveAdmin } from './admins';
import type { Answer, TestApp } from './app';
import { type Operator, totpCode, withKey } from './factories';

const PATH = '/api/admin/recovery-requests';

export function askForRecovery(app: TestApp, email: string, fields: object = {}): Promise<Answer> {
  const body = { email, reason: 'Phone at the bottom of the lake', ...fields };
  return app.call('POST', '/api/recovery/requests', { body });
}

/** Of the account's newest request. */
export async function recoveryOf(app: TestApp, { id }: Pick<Account, 'id'>) {
  const [found] = await app.query<{ id: string; status: string; due_at: Date | null }>(
    'SELECT id, status, due_at FROM recovery_requests WHERE user_id = $1 ORDER BY id DESC LIMIT 1',
    [id],
  );
  if (!found) throw new Error('There is no recovery request');
  return found;
}

export async function requestedRecovery(app: TestApp, person: Account, fields: object = {}): Promise<string> {
  await expectStatus(202, askForRecovery(app, person.email, fields));
  return (await recoveryOf(app, person)).id;
}

export function reviewRecovery(
  app: TestApp,
  admin: Operator,
  id: string,
  decision: 'approve' | 'reject' = 'approve',
): Promise<Answer> {
  return actAsAdmin(app, admin, 'POST', `${PATH}/${id}/${decision}`, { reason: 'Called back' });
}

export function openRecoveryFor(app: TestApp, admin: Operator, account: object): Promise<Answer> {
  const body = { reason: 'Called from the number on file', ticket: 'HELP-1', ...account };
  return actAsAdmin(app, admin, 'POST', PATH, body);
}

/** The time of the state is over, for this request only: admins would be logged out by a day that passes. */
export async function letItLapse(app: TestApp, id: string): Promise<void> {
  await app.query('UPDATE recovery_requests SET due_at = $2 WHERE id = $1', [id, app.clock.now()]);
  await app.get(DueRecoveriesJob).run();
}

/** Requested, approved and cooled off: what remains is the link. */
export async function readyRecovery(app: TestApp, person: Account, admin: Operator): Promise<string> {
  const id = await requestedRecovery(app, person);
  await expectStatus(200, reviewRecovery(app, admin, id));
  await letItLapse(app, id);
  return id;
}

/** Lets all mail that is under way arrive, and forgets it: a link that is found afterwards is a new one. */
export async function forgetMail(app: TestApp): Promise<void> {
  const underWay = `SELECT FROM messages WHERE channel = 'email' AND status IN ('queued', 'sending')`;
  for (let waited = 0; (await app.query(underWay)).length > 0; waited += 20) {
    if (waited > 10_000) throw new Error('There is mail that does not arrive');
    await sleep(20);
  }
  app.mailbox.messages.length = 0;
}

/** From the newest mail that has one. */
export async function tokenFrom(
  app: TestApp,
  { email }: Pick<Account, 'email'>,
  page: 'veto' | 'complete',
): Promise<string> {
  const link = new RegExp(`/recovery/${page}#token=([\\w-]{43})`);
  const { text } = await app.mailbox.waitFor(email, (mail) => link.test(mail.text));
  return link.exec(text)?.[1] ?? '';
}

export function veto(app: TestApp, token: unknown): Promise<Answer> {
  return app.call('POST', '/api/recovery/veto', { body: { token } });
}

export function complete(app: TestApp, token: unknown): Promise<Answer> {
  return app.call('POST', '/api/recovery/complete', { body: { token } });
}

/** A new authenticator app in a session that may only enrol. */
export async function startReEnrolment(app: TestApp, token: string) {
  const setup = app.call('POST', '/api/2fa/setup', { token, body: { method: 'totp' } });
  const { factorId, secret } = (await expectStatus(201, setup)).body;
  const prove = () =>
    app.call('POST', '/api/2fa/verify', {
      token,
      body: { factorId, code: totpCode(secret, app.clock.now()) },
    });
  return { factorId: factorId as string, secret: secret as string, prove };
}

/** A challenge and a key, to be sent with a request that is made later. */
export async function readyToAct(app: TestApp, admin: Operator) {
  return {
    token: admin.token,
    headers: { ...withKey(), 'X-2FA-Challenge': await proveAdmin(app, admin) },
  };
}

/** One request that its owner stops, and one that leads to an open session. */
export async function recoverAnAccount(app: TestApp, admin: Operator): Promise<void> {
  const forgetful = await openAccount(app);
  await enrol(app, forgetful);
  await requestedRecovery(app, forgetful);
  await expectStatus(200, veto(app, await tokenFrom(app, forgetful, 'veto')));
  await readyRecovery(app, forgetful, admin);
  await expectStatus(200, complete(app, await tokenFrom(app, forgetful, 'complete')));
}

/** A backup code in its place, and a new device. */
export async function loseADevice(app: TestApp): Promise<void> {
  const careless = await openAccount(app);
  const { backupCodes } = await enrol(app, careless);
  const { loginToken } = (await expectStatus(200, login(app, careless.email))).body;
  const body = { loginToken, code: backupCodes[0], lostDevice: true };
  const { token } = (await expectStatus(200, app.call('POST', '/api/2fa/validate', { body }))).body;
  await expectStatus(200, (await startReEnrolment(app, token)).prove());
}
