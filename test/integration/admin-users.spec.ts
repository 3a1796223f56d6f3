import { enrol, expectStatus, freshEmail, login, openAccount } from '../support/accounts';
import { decideProposal } from '../support/admins';
import { type Answer, startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer, wrongTotpCode } from '../support/attacks';
import { agreed, proposeOperator, proposeRole, unlockUser } from '../support/desk';
import { freshTotpCode, type Operator, registerOperator, verifyAndPay } from '../support/factories';
import { noticesOf } from '../support/notices';
import { enrolSms, Phones } from '../support/phones';
import { readyToAct } from '../support/recovery';

let phones: Phones;
let app: TestApp;
let admin: Operator;
let second: Operator;
let payer: Payer;
beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
  [admin, second, payer] = await Promise.all([
    registerOperator(app, 'admin'),
    registerOperator(app, 'admin'),
    registerPayer(app),
  ]);
});
afterAll(async () => {
  await app?.close();
  await phones?.close();
});

const get = async (path = '', by: Operator = admin) =>
  (await expectStatus(200, app.call('GET', `/api/admin/users${path}`, { token: by.token }))).body;
const emails = async (query: string) => (await get(query)).items.map(({ email }: { email: string }) => email);

it('finds people by address, account type and second factor, a page at a time', async () => {
  const { client, payee } = payer;
  expect(await emails(`?email=${client.email.toUpperCase()}`)).toEqual([client.email]);
  expect(await emails('?email=%25')).toEqual([]);
  expect(await emails('?accountType=payee')).toEqual([payee.email]);
  expect(await emails('?twoFactor=disabled&accountType=payee')).toEqual([payee.email]);
  expect(await emails('?twoFactor=enabled&accountType=client')).toEqual([client.email]);
  const first = await get('?limit=2');
  const rest = await get(`?limit=2&cursor=${first.nextCursor}`);
  const ids = [...first.items, ...rest.items].map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
  for (const query of ['?twoFactor=maybe', '?accountType=owner', '?limit=0', '?color=red'])
    expect((await app.call('GET', `/api/admin/users${query}`, { token: admin.token })).status).toBe(400);
});

it('shows how an account is protected and never by what', async () => {
  const account = await openAccount(app);
  const { secret, backupCodes, recoveryCode } = await enrol(app, account);
  const shown = await get(`/${account.id}`);
  expect(shown).toMatchObject({
    email: account.email,
    accountType: 'client',
    emailVerified: true,
    twoFactor: { enabled: true, methods: ['totp'], backupCodesRemaining: 10, lockedUntil: null },
    factors: [{ method: 'totp', maskedDestination: null }],
    recoveryRequestId: null,
  });
  const texted = await openAccount(app);
  const { phone } = await enrolSms(app, phones, texted);
  const both = JSON.stringify([shown, await get(`/${texted.id}`)]);
  for (const hidden of [secret, ...backupCodes, recoveryCode, phone, 'hash', 'sealed'])
    expect(both).not.toContain(hidden);
  expect((await app.call('GET', `/api/admin/users/${account.id}`, { token: account.token })).status).toBe(
    403,
  );
  expect((await app.call('GET', '/api/admin/users/nobody', { token: admin.token })).status).toBe(404);
});

it('ends a lock of somebody else, who is told; the next code still has to be right', async () => {
  const { client, secret } = payer;
  const { approvalId } = await pendingApproval(app, payer);
  for (let salt = 0; salt < 3; salt++)
    await expectStatus(422, verifyAndPay(app, client, approvalId, wrongTotpCode(app, secret, salt)));
  expect(await emails('?twoFactor=locked')).toEqual([client.email]);
  await expectStatus(423, verifyAndPay(app, client, approvalId, freshTotpCode(app, secret)));
  const { body } = await expectStatus(200, unlockUser(app, admin, client.id));
  expect(body.twoFactor.lockedUntil).toBeNull();
  await expectStatus(422, verifyAndPay(app, client, approvalId, wrongTotpCode(app, secret, 9)));
  await expectStatus(200, verifyAndPay(app, client, approvalId, freshTotpCode(app, secret)));
  expect((await noticesOf(app, client)).map(({ kind }) => kind)).toContain('account-unlocked');
  expect((await unlockUser(app, admin, client.id)).body.code).toBe('not-locked');
  expect((await unlockUser(app, admin, admin.id)).body.code).toBe('another-admin-required');
  expect((await unlockUser(app, admin, '01890000-0000-7000-8000-000000000000')).status).toBe(404);
  const kept = await app.query('SELECT reason, admin_id FROM unlockings WHERE user_id = $1', [client.id]);
  expect(kept).toEqual([{ reason: 'Called back', admin_id: admin.id }]);
});

it('changes a role by two admins, and sessions that exist have the new rights at their next request', async () => {
  const auditor = await registerOperator(app, 'auditor');
  const { body: proposal } = await expectStatus(202, proposeRole(app, admin, auditor, 'admin'));
  expect((await app.call('GET', '/api/admin/users', { token: auditor.token })).status).toBe(403);
  expect((await decideProposal(app, admin, proposal.id)).body.code).toBe('another-admin-required');
  expect((await get(`/${auditor.id}`)).accountType).toBe('auditor');
  await expectStatus(200, decideProposal(app, second, proposal.id));
  await expectStatus(200, app.call('GET', '/api/admin/users', { token: auditor.token }));
  await agreed(app, proposeRole(app, second, auditor, 'client'), admin);
  for (const path of ['/api/admin/users', '/api/audit/events', '/api/admin/recovery-requests'])
    expect([path, (await app.call('GET', path, { token: auditor.token })).status]).toEqual([path, 403]);
  expect((await noticesOf(app, auditor)).map(({ kind }) => kind)).toContain('role-changed');
  const events = await auditEvents(app, `type = 'account.role_changed' AND subject_id = $1`, [auditor.id]);
  expect(events.map(({ actorId, details }) => [actorId, details.to, details.confirmedBy])).toEqual([
    [admin.id, 'admin', second.id],
    [second.id, 'client', admin.id],
  ]);
});

it('changes no role of oneself, to the same, or of somebody who has another one by then', async () => {
  expect((await proposeRole(app, admin, admin, 'auditor')).body.code).toBe('another-admin-required');
  expect((await proposeRole(app, admin, payer.client, 'client')).body.code).toBe('role-unchanged');
  expect((await proposeRole(app, admin, payer.client, 'owner')).status).toBe(400);
  const person = await openAccount(app);
  const { body } = await expectStatus(202, proposeRole(app, admin, person, 'admin'));
  await app.query(`UPDATE users SET account_type = 'payee' WHERE id = $1`, [person.id]);
  expect((await decideProposal(app, second, body.id)).body.code).toBe('proposal-outdated');
});

it('an admin who is demoted meanwhile confirms nothing', async () => {
  const leaving = await registerOperator(app, 'admin');
  const person = await openAccount(app);
  const promotion = await expectStatus(202, proposeRole(app, admin, person, 'admin'));
  const demotion = await expectStatus(202, proposeRole(app, admin, leaving, 'auditor'));
  const acts = [await readyToAct(app, leaving), await readyToAct(app, second)];
  const confirm = ({ body }: Answer, act?: object) =>
    app.call('POST', `/api/admin/proposals/${body.id}/confirm`, act);
  const [confirmed] = await Promise.all([
    confirm(promotion, acts[0]),
    expectStatus(200, confirm(demotion, acts[1])),
  ]);
  const { accountType } = await get(`/${person.id}`);
  expect(accountType).toBe(confirmed.status === 200 ? 'admin' : 'client');
  expect((await confirm(promotion, { token: leaving.token })).body.code).toBe('forbidden');
});

it('creates an admin by two admins; the link goes to the mailbox and to neither of them', async () => {
  const email = freshEmail();
  const { body: proposal } = await expectStatus(202, proposeOperator(app, admin, { email }));
  expect(await emails(`?email=${email}`)).toEqual([]);
  const { body } = await expectStatus(200, decideProposal(app, second, proposal.id));
  expect(JSON.stringify(body)).not.toContain('token=');
  const { text } = await app.mailbox.waitFor(email);
  const link = { token: /#token=([\w-]+)/.exec(text)?.[1], newPassword: 'saffron kettle drift ember' };
  await expectStatus(204, app.call('POST', '/api/auth/password-reset/confirm', { body: link }));
  const { body: entered } = await expectStatus(200, login(app, email, { password: link.newPassword }));
  expect(entered).toMatchObject({ status: 'enrolment_required', user: { accountType: 'admin' } });
  const again = await expectStatus(202, proposeOperator(app, admin, { email }));
  expect((await decideProposal(app, second, again.body.id)).body.code).toBe('address-taken');
  expect((await proposeOperator(app, admin, { email, accountType: 'client' })).status).toBe(400);
});
