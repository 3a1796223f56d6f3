import { randomUUID } from 'node:crypto';
import { DAY, MINUTE } from '../../src/common/clock';
import { ExpiredProposalsJob } from '../../src/dual-control/expired-proposals.job';
import { expectStatus } from '../support/accounts';
import { actAsAdmin, decideProposal, proveAdmin } from '../support/admins';
import { type Answer, startApp, type TestApp } from '../support/app';
import { auditEvents, tally, together } from '../support/attacks';
import { type Operator, registerOperator, registerUser, withKey } from '../support/factories';
import { noticesOf } from '../support/notices';

let app: TestApp;
let opener: Operator;
let second: Operator;
let third: Operator;
let auditor: Operator;

beforeAll(async () => {
  app = await startApp();
  [opener, second, third, auditor] = await Promise.all([
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerOperator(app, 'auditor'),
  ]);
});
afterAll(() => app.close());
afterEach(() => app.query(`DELETE FROM proposals WHERE status = 'open'`));

const PATH = '/api/admin/2fa-policies/admin/proposals';
const weaker = (graceDays: number) => ({ enforcement: 'required', graceDays, reason: 'Passkeys come late' });
let wanted = 0;

async function propose(by = opener): Promise<{ id: string; graceDays: number }> {
  const graceDays = ++wanted;
  const { body } = await expectStatus(202, actAsAdmin(app, by, 'POST', PATH, weaker(graceDays)));
  return { id: body.id, graceDays };
}

const graceOfAdmins = async () =>
  (await app.call('GET', '/api/admin/2fa-policies/admin', { token: opener.token })).body.graceDays;

it('does exactly what was proposed once another admin has confirmed it, and tells who did what', async () => {
  const { id, graceDays } = await propose();
  const read = (by: Operator) => app.call('GET', `/api/admin/proposals/${id}`, { token: by.token });
  expect((await read(second)).body).toMatchObject({
    kind: 'policy-change',
    status: 'open',
    account: null,
    change: { accountType: 'admin', rules: { graceDays }, weakened: ['graceDays'] },
    openedBy: { id: opener.id },
    confirmable: true,
  });
  expect((await read(opener)).body.confirmable).toBe(false);
  expect((await read(auditor)).body.confirmable).toBe(false);
  expect(await graceOfAdmins()).not.toBe(graceDays);
  const { body } = await expectStatus(200, decideProposal(app, second, id));
  expect(body).toMatchObject({ status: 'confirmed', decidedBy: { id: second.id }, confirmable: false });
  expect(await graceOfAdmins()).toBe(graceDays);
  const [changed] = await auditEvents(app, `type = 'policy.changed' AND details ->> 'proposalId' = $1`, [id]);
  expect(changed).toMatchObject({
    actorId: opener.id,
    details: { proposalId: id, confirmedBy: second.id, weakened: ['graceDays'] },
  });
  const kinds = (await noticesOf(app, third)).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['proposal-opened', 'proposal-decided']));
});

it('repeats its answer for the same key without asking for another challenge', async () => {
  const { id } = await propose();
  const key = randomUUID();
  const path = `/api/admin/proposals/${id}/confirm`;
  const headers = { ...withKey(key), 'X-2FA-Challenge': await proveAdmin(app, second) };
  const first = await expectStatus(200, app.call('POST', path, { token: second.token, headers }));
  const again = await expectStatus(200, app.call('POST', path, { token: second.token, headers }));
  expect(again.body).toEqual(first.body);
  const keyless = await actAsAdmin(app, second, 'POST', path).then(() =>
    app.call('POST', path, { token: second.token, headers: { 'X-2FA-Challenge': randomUUID() } }),
  );
  expect([keyless.status, keyless.body.code]).toEqual([400, 'idempotency-key-required']);
});

it('is not confirmed by whoever made it, an auditor, a client, or without a fresh challenge', async () => {
  const { id, graceDays } = await propose();
  const path = `/api/admin/proposals/${id}/confirm`;
  const codeOf = async (answer: Promise<Answer>) => (await answer).body.code;
  expect(await codeOf(decideProposal(app, opener, id))).toBe('another-admin-required');
  const client = await registerUser(app);
  for (const { token } of [auditor, client])
    expect(await codeOf(app.call('POST', path, { token, headers: withKey() }))).toBe('forbidden');
  const bare = { token: second.token, headers: withKey() };
  expect(await codeOf(app.call('POST', path, bare))).toBe('second-factor-required');
  const stale = { ...withKey(), 'X-2FA-Challenge': await proveAdmin(app, second) };
  app.clock.advance(6 * MINUTE);
  expect(await codeOf(app.call('POST', path, { token: second.token, headers: stale }))).toBe(
    'second-factor-required',
  );
  const borrowed = { ...withKey(), 'X-2FA-Challenge': await proveAdmin(app, third) };
  expect(await codeOf(app.call('POST', path, { token: second.token, headers: borrowed }))).toBe(
    'second-factor-required',
  );
  expect(await graceOfAdmins()).not.toBe(graceDays);
  const refused = await auditEvents(
    app,
    `type = 'proposal.confirmed' AND outcome = 'failure' AND subject_id = $1`,
    [id],
  );
  expect(refused.map(({ details }) => details.reason)).toEqual([
    'another-admin-required',
    'second-factor-required',
    'second-factor-required',
    'second-factor-required',
  ]);
});

it('counts for nothing once whoever made it is no admin any more', async () => {
  const leaving = await registerOperator(app, 'admin');
  const { id } = await propose(leaving);
  await app.query(`UPDATE users SET account_type = 'auditor' WHERE id = $1`, [leaving.id]);
  expect((await decideProposal(app, second, id)).body.code).toBe('proposal-outdated');
});

it('is turned down by others, taken back by its maker, and then stays over', async () => {
  const rejected = await propose();
  const { body } = await expectStatus(200, decideProposal(app, second, rejected.id, 'reject'));
  expect(body).toMatchObject({ status: 'rejected', note: 'Not as agreed', decidedBy: { id: second.id } });
  const withdrawn = await propose();
  expect((await decideProposal(app, opener, withdrawn.id, 'reject')).body.status).toBe('withdrawn');
  for (const { id } of [rejected, withdrawn])
    expect((await decideProposal(app, third, id)).body.code).toBe('proposal-over');
  await expect(
    app.query(`UPDATE proposals SET status = 'open', decided_by = NULL, decided_at = NULL WHERE id = $1`, [
      rejected.id,
    ]),
  ).rejects.toThrow('decided once');
  await expect(
    app.query(`UPDATE proposals SET payload = '{}' WHERE id = $1`, [(await propose()).id]),
  ).rejects.toThrow('as it was made');
});

it('stands once at a time, until a day has passed', async () => {
  const { id } = await propose();
  const again = await actAsAdmin(app, third, 'POST', PATH, weaker(300));
  expect([again.status, again.body.code]).toEqual([409, 'proposal-open']);
  // Sessions end with idle minutes; the clock of the proposal is set back instead.
  await app.query('ALTER TABLE proposals DISABLE TRIGGER proposals_decided_once');
  const past = new Date(app.clock.now().getTime() - DAY);
  await app.query('UPDATE proposals SET opened_at = $2, expires_at = $3 WHERE id = $1', [
    id,
    past,
    app.clock.now(),
  ]);
  await app.query('ALTER TABLE proposals ENABLE TRIGGER proposals_decided_once');
  const late = await decideProposal(app, second, id);
  expect([late.status, late.body.code, late.body.proposalStatus]).toEqual([409, 'proposal-over', 'expired']);
  await app.get(ExpiredProposalsJob).run();
  const listed = await app.call('GET', '/api/admin/proposals?status=expired', { token: auditor.token });
  expect(listed.body.items.map((item: { id: string }) => item.id)).toContain(id);
  expect(await auditEvents(app, `type = 'proposal.expired' AND subject_id = $1`, [id])).toHaveLength(1);
  await propose();
});

it('is decided once, however many try at the same time', async () => {
  const { id } = await propose();
  const challenges: string[] = [];
  for (const admin of [second, third]) challenges.push(await proveAdmin(app, admin));
  const answers = await together(20, (index) => {
    const admin = index % 2 === 0 ? second : third;
    const challenge = challenges[index % 2] ?? '';
    return app.call('POST', `/api/admin/proposals/${id}/${index % 4 < 2 ? 'confirm' : 'reject'}`, {
      token: admin.token,
      headers: { ...withKey(), 'X-2FA-Challenge': challenge },
      ...(index % 4 < 2 ? {} : { body: { reason: 'No' } }),
    });
  });
  expect(tally(answers)['200']).toBe(1);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
});
