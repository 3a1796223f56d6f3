import { randomUUID } from 'node:crypto';
import { MINUTE } from '../../src/common/clock';
import { LogErasureJob } from '../../src/privacy/log-erasure.job';
import { type Account, expectStatus, login } from '../support/accounts';
import { decideProposal, proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, registerPayer, tally, together } from '../support/attacks';
import { dump } from '../support/eavesdropper';
import { erase, proposeErasure, untilForgotten } from '../support/erasures';
import {
  approve,
  createContract,
  fundAuthorization,
  fundedMilestone,
  type Operator,
  registerOperator,
  registerUser,
  verifyAndPay,
  withKey,
} from '../support/factories';

let app: TestApp;
let admins: [Operator, Operator];
let third: Operator;
beforeAll(async () => {
  app = await startApp();
  admins = [await registerOperator(app, 'admin'), await registerOperator(app, 'admin')];
  third = await registerOperator(app, 'admin');
});
afterAll(() => app?.close());

async function proposed(userId: string): Promise<string> {
  return (await expectStatus(202, proposeErasure(app, admins[0], userId))).body.id;
}

const erased = async (id: string) =>
  (
    await app.query<{ done: boolean }>('SELECT erased_at IS NOT NULL AS done FROM users WHERE id = $1', [id])
  )[0]?.done;

/** A confirmation whose challenge has been verified already. */
async function confirmation(admin: Operator, proposalId: string) {
  const headers = { 'X-2FA-Challenge': await proveAdmin(app, admin), ...withKey() };
  return () =>
    app.call('POST', `/api/admin/proposals/${proposalId}/confirm`, { token: admin.token, headers });
}

it('50 confirmations at once erase once', async () => {
  const person = await registerUser(app);
  const id = await proposed(person.id);
  const headers = { 'X-2FA-Challenge': await proveAdmin(app, admins[1]) };
  const path = `/api/admin/proposals/${id}/confirm`;
  const answers = await together(50, () =>
    app.call('POST', path, { token: admins[1].token, headers: { ...headers, ...withKey() } }),
  );
  expect(tally(answers)['200']).toBe(1);
  expect(await auditEvents(app, `type = 'account.erased' AND subject_id = $1`, [person.id])).toHaveLength(1);
  expect(await app.query('SELECT FROM erasures WHERE user_id = $1', [person.id])).toHaveLength(1);
});

it('neither the opener, nor the person, nor a stale or missing challenge confirms', async () => {
  const id = await proposed(third.id);
  const byOpener = await decideProposal(app, admins[0], id);
  expect([byOpener.status, byOpener.body.code]).toEqual([403, 'another-admin-required']);
  const bySubject = await decideProposal(app, third, id);
  expect([bySubject.status, bySubject.body.code]).toEqual([403, 'another-admin-required']);
  const late = await confirmation(admins[1], id);
  app.clock.advance(6 * MINUTE);
  expect((await late()).status).toBe(401);
  const path = `/api/admin/proposals/${id}/confirm`;
  const bare = await app.call('POST', path, { token: admins[1].token, headers: withKey() });
  expect([bare.status, bare.body.code]).toEqual([401, 'second-factor-required']);
  expect(await erased(third.id)).toBe(false);
  await expectStatus(200, decideProposal(app, admins[0], id, 'reject'));
});

it('who is erased cannot be erased again, by whichever proposal', async () => {
  const person = await registerUser(app);
  await erase(app, admins, person.id);
  const again = await proposeErasure(app, admins[0], person.id);
  expect([again.status, again.body.code]).toEqual([410, 'account-erased']);
});

it('an erased admin decides nothing and is told nothing', async () => {
  const leaving = await registerOperator(app, 'admin');
  const challenge = await proveAdmin(app, leaving);
  await erase(app, admins, leaving.id);
  const body = { reason: 'Asked for it' };
  const headers = { 'X-2FA-Challenge': challenge, ...withKey() };
  const path = `/api/admin/users/${admins[0].id}/erase`;
  expect((await app.call('POST', path, { token: leaving.token, body, headers })).status).toBe(401);
  await proposed((await registerUser(app)).id);
  expect(await app.query('SELECT FROM notifications WHERE user_id = $1', [leaving.id])).toEqual([]);
});

describe('an erasure that races', () => {
  /** Whoever was quicker: afterwards the person is erased and nothing of theirs is left, or nothing has happened to them. */
  async function race(person: Account, act: () => Promise<unknown>): Promise<boolean> {
    const confirm = await confirmation(admins[1], await proposed(person.id));
    const acts = together(8, act);
    await Promise.all([acts, confirm()]);
    await app.get(LogErasureJob).run();
    const done = (await erased(person.id)) === true;
    if (!done) return false;
    await untilForgotten(app, person.id);
    expect((await dump(app)).includes(person.email)).toBe(false);
    const live = await app.query(
      'SELECT FROM sessions WHERE user_id = $1 AND (ended_at IS NULL OR ip IS NOT NULL)',
      [person.id],
    );
    expect(live).toEqual([]);
    return true;
  }

  it('a login leaves no session', async () => {
    const person = await registerUser(app);
    expect(await race(person, () => login(app, person.email))).toBe(true);
  });

  it('a password reset leaves no link and no mail', async () => {
    const person = await registerUser(app);
    const ask = () => app.call('POST', '/api/auth/password-reset', { body: { email: person.email } });
    expect(await race(person, ask)).toBe(true);
    expect(await app.query('SELECT FROM account_tokens WHERE user_id = $1', [person.id])).toEqual([]);
  });

  it('money is either held, and the person stays, or it is not', async () => {
    const payer = await registerPayer(app);
    const contractId = await createContract(app, payer);
    const fund = () => fundAuthorization(app, payer.client, contractId, 100).catch(() => null);
    const done = await race(payer.client, fund);
    const held = await app.query(
      `SELECT FROM authorizations WHERE contract_id = $1 AND status IN ('active', 'pending')`,
      [contractId],
    );
    expect(held.length === 0).toBe(done);
  });

  it('an approval is either made, and the person stays, or it is not', async () => {
    const payer: Payer = await registerPayer(app);
    const { milestoneId, approvalId } = await withPendingApproval(payer);
    const blocked = await proposeErasure(app, admins[0], payer.client.id);
    expect(blocked.body.code).toBe('erasure-blocked');
    expect((await verifyAndPay(app, payer.client, approvalId, '000000')).status).toBe(422);
    expect(milestoneId).toBeDefined();
  });
});

async function withPendingApproval(payer: Payer) {
  const { milestoneId } = await fundedMilestone(app, payer);
  const { body } = await expectStatus(201, approve(app, payer.client, [milestoneId], randomUUID()));
  return { milestoneId, approvalId: body.id as string };
}
