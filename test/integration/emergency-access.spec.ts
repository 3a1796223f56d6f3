import { OverdueEmergenciesJob } from '../../src/admin-recovery/emergency/overdue-emergencies.job';
import { HOUR } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { decideProposal } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, registerPayer } from '../support/attacks';
import { closeEmergency, proposeEmergency } from '../support/desk';
import { type Operator, registerOperator } from '../support/factories';
import { noticesOf } from '../support/notices';
import { complete, requestedRecovery, startReEnrolment, tokenFrom, veto } from '../support/recovery';

let app: TestApp;
let payer: Payer;
let first: Operator;
let second: Operator;
let third: Operator;
let auditor: Operator;
beforeAll(async () => {
  app = await startApp();
  [payer, first, second, third, auditor] = await Promise.all([
    registerPayer(app),
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerOperator(app, 'auditor'),
  ]);
});
afterAll(() => app.close());

const PATH = '/api/admin/emergency-accesses';
const propose = (by: Operator, account: object = { email: payer.client.email }) =>
  proposeEmergency(app, by, account);

const close = (by: Operator, id: string) => closeEmergency(app, by, id);

const list = async (by: Operator, query = '') =>
  (await expectStatus(200, app.call('GET', `${PATH}${query}`, { token: by.token }))).body.items;

it('opens the account at once when two admins agree, holds payments for three days and alarms all who watch', async () => {
  const { client } = payer;
  const waiting = await requestedRecovery(app, client);
  const { body: proposal } = await expectStatus(202, propose(first));
  expect(proposal).toMatchObject({ kind: 'emergency-access', account: { id: client.id }, ticket: 'HELP-9' });
  expect((await decideProposal(app, first, proposal.id)).body.code).toBe('another-admin-required');
  expect(await list(auditor)).toEqual([]);
  await expectStatus(200, decideProposal(app, second, proposal.id));
  const [ended] = await app.query<{ status: string }>('SELECT status FROM recovery_requests WHERE id = $1', [
    waiting,
  ]);
  expect(ended?.status).toBe('rejected');
  const [given] = await list(auditor);
  expect(given).toMatchObject({
    status: 'open',
    account: { id: client.id },
    openedBy: { id: first.id },
    confirmedBy: { id: second.id },
    recoveryStatus: 'ready',
    closable: false,
  });
  for (const watcher of [first, second, third, auditor]) {
    expect((await noticesOf(app, watcher)).map(({ kind }) => kind)).toContain('emergency-access-given');
    await app.mailbox.waitFor(watcher.email, ({ subject }) =>
      subject.startsWith('Emergency access was given'),
    );
  }
  const opened = await expectStatus(200, complete(app, await tokenFrom(app, client, 'complete')));
  const { prove } = await startReEnrolment(app, opened.body.token);
  await expectStatus(200, prove());
  const holds = await app.query<{ reason: string; length: number; barred: string[] }>(
    `SELECT reason, extract(epoch FROM ends_at - placed_at) * 1000 AS length, barred FROM holds WHERE client_id = $1`,
    [client.id],
  );
  expect(holds).toHaveLength(2);
  for (const { reason, length, barred } of holds) {
    expect([reason, Math.round(Number(length) / HOUR)]).toEqual(['emergency-access', 72]);
    expect([...barred].sort()).toEqual([first.id, second.id].sort());
  }
});

it('is closed with a justification by a third person and nobody else', async () => {
  const [{ id }] = await list(third);
  for (const by of [first, second]) expect((await close(by, id)).body.code).toBe('another-admin-required');
  const { body } = await expectStatus(200, close(third, id));
  expect(body).toMatchObject({
    status: 'closed',
    closedBy: { id: third.id },
    justification: 'Seen in person, with passport.',
  });
  expect((await close(third, id)).body.code).toBe('emergency-closed');
  const events = await auditEvents(app, `type = 'emergency_access.closed' AND subject_id = $1`, [id]);
  expect(events.map(({ outcome }) => outcome)).toEqual(['failure', 'failure', 'success', 'failure']);
});

it('is stopped by its owner, and flagged once when nobody closes it within seven days', async () => {
  const other = await registerPayer(app);
  const { body: proposal } = await expectStatus(202, propose(first, { userId: other.client.id }));
  await expectStatus(200, decideProposal(app, second, proposal.id));
  await expectStatus(200, veto(app, await tokenFrom(app, other.client, 'veto')));
  const [{ id }] = await list(first, '?status=open');
  const job = app.get(OverdueEmergenciesJob);
  await job.run();
  expect(await list(first, '?status=flagged')).toEqual([]);
  await app.query('UPDATE emergency_accesses SET close_by = $2 WHERE id = $1', [id, app.clock.now()]);
  await job.run();
  await job.run();
  expect(await list(first, '?status=flagged')).toMatchObject([{ id, recoveryStatus: 'vetoed' }]);
  const reminders = (await noticesOf(app, auditor)).filter(({ kind }) => kind === 'emergency-access-overdue');
  expect(reminders).toHaveLength(1);
  await expectStatus(200, close(third, id));
});

it('is not given to oneself, nor proposed by who is no admin', async () => {
  expect((await propose(first, { userId: first.id })).body.code).toBe('another-admin-required');
  expect((await app.call('POST', PATH, { token: auditor.token, body: {} })).body.code).toBe('forbidden');
});
