import { randomUUID } from 'node:crypto';
import { RecoveryLinks } from '../../src/admin-recovery/recovery-links';
import { recoveryStatuses, transitions } from '../../src/admin-recovery/recovery-request';
import { HOUR, MINUTE } from '../../src/common/clock';
import { sha256 } from '../../src/common/crypto/hashing';
import { enrol, expectStatus, openAccount } from '../support/accounts';
import { proveAdmin } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { tally, together } from '../support/attacks';
import { type Account, newOperator, type Operator, registerOperator, withKey } from '../support/factories';
import {
  complete,
  forgetMail,
  openRecoveryFor,
  readyRecovery,
  readyToAct,
  recoveryOf,
  requestedRecovery,
  reviewRecovery,
  startReEnrolment,
  tokenFrom,
  veto,
} from '../support/recovery';

let app: TestApp;
let admin: Operator;
let otherAdmin: Operator;
let person: Account;
beforeAll(async () => {
  app = await startApp();
  [admin, otherAdmin, person] = await Promise.all([
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    openAccount(app),
  ]);
  await enrol(app, person);
});
afterAll(() => app.close());
afterEach(async () => {
  app.mailbox.messages.length = 0;
  await app.query('DELETE FROM rate_limits');
  await app.query('DELETE FROM recovery_steps');
  await app.query('DELETE FROM recovery_requests');
});

const PATH = '/api/admin/recovery-requests';
const statusOf = async () => (await recoveryOf(app, person)).status;

it('knows the same transitions in SQL as in code', async () => {
  const id = await requestedRecovery(app, person);
  const reviewed = `reviewed_by = '${admin.id}', reviewed_at = now()`;
  const live = ['requested', 'cooling-off', 'ready', 'enrolling'];
  const suits = (
    status: string,
  ) => `status = '${status}', due_at = ${live.includes(status) ? 'now()' : 'NULL'},
    ended_at = ${live.includes(status) ? 'NULL' : 'now()'}, link_hash = ${status === 'ready' ? "'x'" : 'NULL'},
    session_id = '${randomUUID()}', ${reviewed}`;
  const allowed = transitions.flatMap(({ from, to }) =>
    (from as readonly string[]).map((status) => `${status} ${to}`),
  );
  for (const from of recoveryStatuses)
    for (const to of recoveryStatuses.filter((status) => status !== from)) {
      await app.query('ALTER TABLE recovery_requests DISABLE TRIGGER recovery_requests_keep_transition');
      const before = transitions.find((transition) => transition.to === from)?.from[0];
      await app.query(
        `UPDATE recovery_requests SET previous_status = '${before}', ${suits(from)} WHERE id = $1`,
        [id],
      );
      await app.query('ALTER TABLE recovery_requests ENABLE TRIGGER recovery_requests_keep_transition');
      const done = await app.query(`UPDATE recovery_requests SET ${suits(to)} WHERE id = $1`, [id]).then(
        () => true,
        () => false,
      );
      expect(`${from} ${to} ${done}`).toBe(`${from} ${to} ${allowed.includes(`${from} ${to}`)}`);
    }
});

it('is reviewed by nobody without an own, fresh challenge for just this', async () => {
  const id = await requestedRecovery(app, person);
  const approve = (token: string, challengeId?: string) =>
    app.call('POST', `${PATH}/${id}/approve`, {
      token,
      body: {},
      headers: { ...withKey(), ...(challengeId ? { 'X-2FA-Challenge': challengeId } : {}) },
    });
  const auditor = await registerOperator(app, 'auditor');
  const restricted = await newOperator(app, 'admin');
  const demoted = await registerOperator(app, 'admin');
  const proven = await proveAdmin(app, demoted);
  await app.query(`UPDATE users SET account_type = 'client' WHERE id = $1`, [demoted.id]);
  const stale = await proveAdmin(app, admin);
  app.clock.advance(6 * MINUTE);
  const answers = [
    await approve(admin.token),
    await approve(admin.token, stale),
    await approve(admin.token, await proveAdmin(app, otherAdmin)),
    await approve(person.token),
    await approve(auditor.token),
    await approve(restricted.token),
    await approve(demoted.token, proven),
    await approve(randomUUID()),
  ];
  expect(answers.map(({ body }) => body.code)).toEqual([
    'second-factor-required',
    'second-factor-required',
    'second-factor-required',
    'forbidden',
    'forbidden',
    'enrolment-required',
    'forbidden',
    'unauthenticated',
  ]);
  expect(await statusOf()).toBe('requested');
});

it('is neither opened nor reviewed for oneself', async () => {
  expect((await openRecoveryFor(app, admin, { userId: admin.id })).body.code).toBe('another-admin-required');
  const id = await requestedRecovery(app, admin);
  expect((await reviewRecovery(app, admin, id)).body.code).toBe('another-admin-required');
  expect((await reviewRecovery(app, admin, id, 'reject')).body.code).toBe('another-admin-required');
  await expectStatus(200, reviewRecovery(app, otherAdmin, id));
});

it('is stopped by its owner at every stage, once, and nothing goes on after that', async () => {
  const stages = [
    () => requestedRecovery(app, person),
    async () => {
      const id = await requestedRecovery(app, person);
      await expectStatus(200, reviewRecovery(app, admin, id));
      return id;
    },
    () => readyRecovery(app, person, admin),
  ];
  for (const stage of stages) {
    await forgetMail(app);
    await app.query('DELETE FROM rate_limits');
    const id = await stage();
    const token = await tokenFrom(app, person, 'veto');
    await expectStatus(200, veto(app, token));
    expect((await veto(app, token)).body.code).toBe('recovery-over');
    expect((await reviewRecovery(app, otherAdmin, id)).body.code).toBe('recovery-over');
    expect(await statusOf()).toBe('vetoed');
    const link = app.mailbox.messages
      .map(({ text }) => /complete#token=([\w-]+)/.exec(text)?.[1])
      .find(Boolean);
    if (link) expect((await complete(app, link)).body.code).toBe('recovery-link-invalid');
  }
  await forgetMail(app);
  await readyRecovery(app, person, admin);
  const opened = await expectStatus(200, complete(app, await tokenFrom(app, person, 'complete')));
  const { prove } = await startReEnrolment(app, opened.body.token);
  await expectStatus(200, veto(app, await tokenFrom(app, person, 'veto')));
  expect((await prove()).status).toBe(401);
  const factors = await app.query(`SELECT FROM factors WHERE user_id = $1 AND status = 'active'`, [
    person.id,
  ]);
  expect(factors).toHaveLength(1);
});

it.each([
  ['an unknown one', () => 'x'.repeat(43), 410],
  ['none', () => undefined, 400],
  ['a number', () => 7, 400],
  ['a list', () => ['x'.repeat(43)], 400],
  ['a long one', () => 'x'.repeat(201), 400],
])('tokens: %s does nothing', async (_, token, status) => {
  await readyRecovery(app, person, admin);
  expect((await veto(app, token())).status).toBe(status);
  expect((await complete(app, token())).status).toBe(status);
  expect(await statusOf()).toBe('ready');
});

it('the tokens of stopping and completing are not each other', async () => {
  await readyRecovery(app, person, admin);
  expect((await complete(app, await tokenFrom(app, person, 'veto'))).status).toBe(410);
  expect((await veto(app, await tokenFrom(app, person, 'complete'))).status).toBe(410);
});

it('lets one of two reviewers at once decide', async () => {
  for (const decisions of [
    ['approve', 'approve'],
    ['approve', 'reject'],
  ]) {
    await app.query('DELETE FROM recovery_steps');
    await app.query('DELETE FROM recovery_requests');
    await app.query('DELETE FROM rate_limits');
    const id = await requestedRecovery(app, person);
    const acts = [await readyToAct(app, admin), await readyToAct(app, otherAdmin)];
    const answers = await together(2, (index) =>
      app.call('POST', `${PATH}/${id}/${decisions[index]}`, { ...acts[index], body: {} }),
    );
    const steps = await app.query<{ event: string }>('SELECT event FROM recovery_steps ORDER BY id');
    // Whoever rejects may do so after an approval as well.
    if (decisions[1] === 'approve') {
      expect(tally(answers)).toEqual({ '200': 1, '409 recovery-over': 1 });
      expect(steps.map(({ event }) => event)).toEqual(['opened', 'approved']);
    } else expect(await statusOf()).toBe('rejected');
  }
});

it('opens one session, however often the link is used at once', async () => {
  await readyRecovery(app, person, admin);
  const token = await tokenFrom(app, person, 'complete');
  const answers = await together(20, () => complete(app, token));
  expect(tally(answers)).toEqual({ '200': 1, '410 recovery-link-invalid': 19 });
});

/** As the API leaves it, without its mails. */
async function arranged(status: 'requested' | 'ready') {
  await app.query('DELETE FROM recovery_steps');
  await app.query('DELETE FROM recovery_requests');
  const id = randomUUID();
  const link = randomUUID();
  const links = app.get(RecoveryLinks);
  const now = app.clock.now();
  const due = new Date(now.getTime() + HOUR);
  const [reviewer, linkHash] = status === 'ready' ? [admin.id, sha256(link)] : [null, null];
  await app.query(
    `INSERT INTO recovery_requests (id, user_id, status, reason, opened_at, due_at, veto_hash, reviewed_by, reviewed_at, link_hash)
     VALUES ($1, $2, $3, 'Lost', $4, $5, $6, $7, CASE WHEN $7::uuid IS NOT NULL THEN $4::timestamptz END, $8)`,
    [id, person.id, status, now, due, links.vetoHash(id), reviewer, linkHash],
  );
  return { id, link, stop: links.vetoToken(id) };
}

it('ends in one way when approval, veto and completion race, fifty times', async () => {
  const known = ['enrolment_required', 'recovery-link-invalid', 'cooling-off', 'recovery-over'];
  for (let round = 0; round < 25; round++) {
    const waiting = await arranged('requested');
    const act = { ...(await readyToAct(app, admin)), body: {} };
    const [vetoed, approved] = await Promise.all([
      veto(app, waiting.stop),
      app.call('POST', `${PATH}/${waiting.id}/approve`, act),
    ]);
    expect([vetoed.status, await statusOf()]).toEqual([200, 'vetoed']);
    const ready = await arranged('ready');
    const [stopped, completed] = await Promise.all([veto(app, ready.stop), complete(app, ready.link)]);
    expect([stopped.status, await statusOf()]).toEqual([200, 'vetoed']);
    for (const { body } of [approved, completed]) expect(known).toContain(body.code ?? body.status);
    if (completed.status === 200)
      expect((await app.call('GET', '/api/auth/me', { token: completed.body.token })).status).toBe(401);
  }
});
