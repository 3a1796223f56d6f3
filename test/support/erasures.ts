import { setTimeout as sleep } from 'node:timers/promises';
import { LogErasureJob } from '../../src/privacy/log-erasure.job';
import { expectStatus } from './accounts';
import { actAsAdmin, decideProposal } from './admins';
import type { Answer, TestApp } from './app';
import type { Operator } from './factories';

const REASON = 'Asked for by letter; identity checked on the phone.';

export function proposeErasure(app: TestApp, admin: Operator, userId: string): Promise<Answer> {
  return actAsAdmin(app, admin, 'POST', `/api/admin/users/${userId}/erase`, {
    reason: REASON,
    ticket: 'GDPR-17',
  });
}

/** By two admins, the log included. */
export async function erase(app: TestApp, [opener, second]: [Operator, Operator], userId: string) {
  const { body } = await expectStatus(202, proposeErasure(app, opener, userId));
  await expectStatus(200, decideProposal(app, second, body.id));
  await app.get(LogErasureJob).run();
  return body.id as string;
}

/** The message that tells of an erasure keeps the address until it was sent or given up. */
export async function untilForgotten(app: TestApp, userId: string): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if ((await app.query('SELECT FROM messages WHERE user_id = $1', [userId])).length === 0) return;
    await sleep(20);
  }
  throw new Error('The message of an erasure is still there');
}
