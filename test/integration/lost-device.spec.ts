import { enrol, expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, type Payer, registerPayer } from '../support/attacks';
import { freshTotpCode } from '../support/factories';
import { noticesOf } from '../support/notices';
import { startReEnrolment } from '../support/recovery';

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
});
afterAll(() => app.close());

async function validate(fields: object) {
  const { loginToken } = (await expectStatus(200, login(app, payer.client.email))).body;
  return app.call('POST', '/api/2fa/validate', { body: { loginToken, ...fields } });
}

const holdsOf = (clientId: string) =>
  app.query<{ source: string; reason: string }>('SELECT source, reason FROM holds WHERE client_id = $1', [
    clientId,
  ]);

it('a backup code alone logs in as ever', async () => {
  const { body } = await expectStatus(200, validate({ code: payer.backupCodes[0] }));
  expect(body.status).toBe('authenticated');
  expect(await holdsOf(payer.client.id)).toEqual([]);
});

it.each([
  ['a code of the factor that is said to be lost', () => ({ code: freshTotpCode(app, payer.secret) })],
  ['trust', () => ({ code: payer.backupCodes[1], trustDevice: true })],
])('a lost device does not go with %s', async (_, fields) => {
  const { status, body } = await validate({ ...fields(), lostDevice: true });
  expect([status, body.errors[0].pointer]).toEqual([400, '/lostDevice']);
});

it('with a lost device it opens a session that may only replace the factors, which stay until then', async () => {
  const { client } = payer;
  const { body } = await expectStatus(200, validate({ code: payer.backupCodes[1], lostDevice: true }));
  expect(body).toMatchObject({ status: 'enrolment_required', user: { id: client.id } });
  expect((await app.call('GET', '/api/contracts', { token: body.token })).body.code).toBe(
    'enrolment-required',
  );
  expect(await holdsOf(client.id)).toEqual([{ source: 'lost-device', reason: 'recovery' }]);
  await expectStatus(200, validate({ code: freshTotpCode(app, payer.secret) }));

  const statusOf = (token: string) => expectStatus(200, app.call('GET', '/api/2fa/status', { token }));
  expect((await statusOf(body.token)).body.reEnrolment).toBe('lost-device');

  const { secret, prove } = await startReEnrolment(app, body.token);
  const replaced = await expectStatus(200, prove());
  expect(replaced.body.backupCodes).toHaveLength(10);
  client.token = replaced.body.token;
  const { factors, reEnrolment } = (await statusOf(client.token)).body;
  expect([factors.length, reEnrolment]).toEqual([1, null]);
  expect((await validate({ code: freshTotpCode(app, payer.secret) })).status).toBe(422);
  expect((await validate({ code: payer.backupCodes[2] })).status).toBe(422);
  await expectStatus(200, validate({ code: freshTotpCode(app, secret) }));
  expect(await holdsOf(client.id)).toHaveLength(2);
  const kinds = (await noticesOf(app, client)).map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['lost-device-login', 'factors-replaced', 'backup-code-used']),
  );
  const [event] = await auditEvents(app, `type = 'recovery.factors_replaced'`);
  expect(event).toMatchObject({ actorId: client.id, details: { cause: 'lost-device' } });
});

it('replaces nothing of somebody else, and holds nothing of who pays nothing', async () => {
  const payee = await openAccount(app, { accountType: 'payee' });
  const { backupCodes } = await enrol(app, payee);
  const { loginToken } = (await expectStatus(200, login(app, payee.email))).body;
  const lost = { loginToken, code: backupCodes[0], lostDevice: true };
  const { token } = (await expectStatus(200, app.call('POST', '/api/2fa/validate', { body: lost }))).body;
  const { factorId, prove } = await startReEnrolment(app, token);
  const stranger = { token: payer.client.token, body: { factorId, code: '000000' } };
  expect((await app.call('POST', '/api/2fa/verify', stranger)).status).toBe(404);
  await expectStatus(200, prove());
  expect(await holdsOf(payee.id)).toEqual([]);
});
