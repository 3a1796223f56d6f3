import { OverdueEmergenciesJob } from '../../src/admin-recovery/emergency/overdue-emergencies.job';
import { type Account, expectStatus, openAccount } from './accounts';
import { actAsAdmin, decideProposal } from './admins';
import type { Answer, TestApp } from './app';
import { type Operator, registerOperator } from './factories';

const why = { reason: 'As agreed on the phone', ticket: 'HELP-9' };

export function proposeEmergency(app: TestApp, by: Operator, account: object): Promise<Answer> {
  return actAsAdmin(app, by, 'POST', '/api/admin/emergency-accesses', { ...why, ...account });
}

export function proposeRole(
  app: TestApp,
  by: Operator,
  { id }: Pick<Account, 'id'>,
  accountType: string,
): Promise<Answer> {
  return actAsAdmin(app, by, 'POST', `/api/admin/users/${id}/role`, { ...why, accountType });
}

export function proposeOperator(app: TestApp, by: Operator, wanted: object): Promise<Answer> {
  const body = { ...why, name: 'Grace Hopper', accountType: 'admin', ...wanted };
  return actAsAdmin(app, by, 'POST', '/api/admin/users', body);
}

export function closeEmergency(app: TestApp, by: Operator, id: string): Promise<Answer> {
  const body = { justification: 'Seen in person, with passport.' };
  return actAsAdmin(app, by, 'POST', `/api/admin/emergency-accesses/${id}/close`, body);
}

export function unlockUser(app: TestApp, by: Operator, id: string): Promise<Answer> {
  return actAsAdmin(app, by, 'POST', `/api/admin/users/${id}/unlock`, { reason: 'Called back' });
}

/** Proposed by one and confirmed by the other. */
export async function agreed(app: TestApp, proposed: Promise<Answer>, second: Operator): Promise<void> {
  const { body } = await expectStatus(202, proposed);
  await expectStatus(200, decideProposal(app, second, body.id));
}

/** What the desk does to accounts, with everything that people are told of it. */
export async function workAtTheDesk(app: TestApp): Promise<void> {
  const first = await registerOperator(app, 'admin');
  const second = await registerOperator(app, 'admin');
  const person = await openAccount(app);
  await agreed(app, proposeEmergency(app, first, { userId: person.id }), second);
  await app.query('UPDATE emergency_accesses SET close_by = $1', [app.clock.now()]);
  await app.get(OverdueEmergenciesJob).run();
  const [given] = await app.query<{ id: string }>('SELECT id FROM emergency_accesses');
  await expectStatus(200, closeEmergency(app, await registerOperator(app, 'admin'), given?.id ?? ''));
  const until = new Date(app.clock.now().getTime() + 3_600_000);
  await app.query(
    'UPDATE verification_budgets SET payment_locked_until = $2, lock_level = 1 WHERE user_id = $1',
    [person.id, until],
  );
  await expectStatus(200, unlockUser(app, first, person.id));
  await agreed(app, proposeRole(app, first, person, 'payee'), second);
}

/** Asks less of admins than before. */
export async function doWhatTakesTwoAdmins(app: TestApp): Promise<void> {
  const [first, second] = [await registerOperator(app, 'admin'), await registerOperator(app, 'admin')];
  const body = { enforcement: 'required', graceDays: 3, reason: 'Passkeys come late' };
  const proposal = actAsAdmin(app, first, 'POST', '/api/admin/2fa-policies/admin/proposals', body);
  await expectStatus(200, decideProposal(app, second, (await expectStatus(202, proposal)).body.id));
}
