import { DAY } from '../../src/common/clock';
import { exportedParts } from '../../src/privacy/inventory/inventory';
import { expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';
import { challengeHeader } from '../support/notices';

let app: TestApp;
let payer: Payer;
let paymentId: string;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
  const { approvalId } = await pendingApproval(app, payer);
  const answer = verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  paymentId = (await expectStatus(200, answer)).body.paymentId;
});
afterAll(() => app?.close());

const take = ({ token }: Account, headers: Record<string, string> = {}) =>
  app.call('GET', '/api/auth/me/data', { token, headers });
const proven = () => challengeHeader(app, payer.client, 'export-data', freshTotpCode(app, payer.secret));

it('gives a person everything that is held about them as one JSON file, without secrets', async () => {
  const { headers, body } = await expectStatus(200, take(payer.client, await proven()));
  expect(headers.get('content-disposition')).toBe('attachment; filename="my-data.json"');
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(Object.keys(body).sort()).toEqual(
    ['exportedAt', 'userId', ...exportedParts.map(({ as }) => as)].sort(),
  );
  expect(body.profile).toMatchObject([{ email: payer.client.email, accountType: 'client' }]);
  expect(body.factors).toMatchObject([{ method: 'totp', status: 'active' }]);
  expect(body.payments).toMatchObject([{ id: paymentId, yourSide: 'client', status: 'released' }]);
  expect(body.contracts).toHaveLength(1);
  expect(body.approvals).toHaveLength(1);
  expect(body.backupCodes).toHaveLength(10);
  expect(body.auditEvents.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining([
      'account.registered',
      'session.login',
      'approval.approved',
      'account.data_exported',
    ]),
  );
  const text = JSON.stringify(body);
  const hidden = [payer.secret, payer.client.password, payer.client.token, payer.payee.email];
  for (const secret of [...hidden, ...payer.backupCodes]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/hash|sealed|salt|"mac"|\$2b\$/i);
});

it('shows the same payment to its payee, and nothing of anybody else', async () => {
  const { body } = await expectStatus(200, take(payer.payee));
  expect(body.payments).toMatchObject([{ id: paymentId, yourSide: 'payee' }]);
  expect(body.approvals).toEqual([]);
  expect(body.authorizations).toEqual([]);
  const text = JSON.stringify(body);
  expect(text).not.toContain(payer.client.email);
  expect((await take(await registerUser(app))).body.payments).toEqual([]);
});

it('asks whoever has a second factor for a fresh challenge of this purpose, once each', async () => {
  const without = await take(payer.client);
  expect([without.status, without.body.code, without.body.purpose]).toEqual([
    401,
    'second-factor-required',
    'export-data',
  ]);
  const wrong = await challengeHeader(app, payer.client, 'manage-factors', freshTotpCode(app, payer.secret));
  expect((await take(payer.client, wrong)).status).toBe(401);
  const headers = await proven();
  const answers = await Promise.all(Array.from({ length: 10 }, () => take(payer.client, headers)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const refused = await auditEvents(
    app,
    `type = 'account.data_exported' AND outcome = 'failure' AND actor_id = $1`,
    [payer.client.id],
  );
  expect(refused).toHaveLength(11);
});

it('is not for half a login, and not more than five times a day', async () => {
  const { body } = await login(app, payer.client.email);
  expect((await app.call('GET', '/api/auth/me/data', { token: body.loginToken })).status).toBe(401);
  const eager = await openAccount(app);
  const answers = await Promise.all(Array.from({ length: 12 }, () => take(eager)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(7).fill(429)]);
  expect((await take(eager)).headers.get('retry-after')).not.toBeNull();
  app.clock.advance(DAY + 1_000);
  const again = await login(app, eager.email);
  expect((await take({ ...eager, token: again.body.token })).status).toBe(200);
});
