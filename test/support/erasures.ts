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
