import { MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  type Payer,
  registerPayer,
  tally,
  together,
  validateLogin,
  wrongTotpCode,
} from '../support/attacks';
import { expectAskedForCode, trustedDevice } from '../support/devices';
import { type Account, freshTotpCode, registerUser } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payee: Account;
let payer: Payer;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const either = (index: number) => (index % 2 ? first : second);
const begin = async () => (await expectStatus(200, login(first, payer.client.email))).body.loginToken;
const status = async (token: string) => (await first.call('GET', '/api/2fa/status', { token })).body;

function disablings() {
  return auditEvents(first, `type = 'factor.disabled' AND subject_id = $1`, [payer.client.id]);
}

/** Five wrong codes at once, as many as are looked at within 15 minutes. */
async function fiveWrongCodes(): Promise<void> {
  const loginToken = await begin();
  const answers = await together(5, (index) =>
    validateLogin(either(index), loginToken, wrongTotpCode(first, payer.secret, index)),
  );
  expect(tally(answers)).toEqual({ '422 code-incorrect': 5 });
  first.clock.advance(15 * MINUTE);
}

async function failedInARow(count: number): Promise<void> {
  await first.query('UPDATE verification_budgets SET consecutive_failures = $2 WHERE user_id = $1', [
    payer.client.id,
    count,
  ]);
}

async function expectDisabled(code: string): Promise<void> {
  const answer = await validateLogin(second, await begin(), code);
  expect([answer.status, answer.body.code]).toEqual([423, 'codes-disabled']);
}

describe('100 wrong codes in a row, patiently five in a quarter of an hour', () => {
  let cookie: string;

  beforeAll(async () => {
    payer = await registerPayer(first, payee);
    cookie = await trustedDevice(first, payer.client, payer.secret);
    for (let round = 0; round < 19; round++) await fiveWrongCodes();
    expect(await disablings()).toEqual([]);
    await fiveWrongCodes();
  }, 120_000);

  it('disable the second factor: even the right code does not count, tomorrow neither', async () => {
    await expectDisabled(freshTotpCode(first, payer.secret));
    first.clock.advance(24 * 60 * MINUTE);
    await expectDisabled(freshTotpCode(first, payer.secret));
  });

  it('are audited and mailed once, and end the trust in all devices', async () => {
    expect(await disablings()).toMatchObject([{ outcome: 'success', details: { failures: 100 } }]);
    await first.mailbox.waitFor(payer.client.email, ({ text }) => text.includes('was disabled after 100'));
    await expectAskedForCode(first, payer.client, cookie);
  });

  it('leave the owner the way back: a backup code, and another factor in place of the old one', async () => {
    const [forLogin = '', forChallenge = ''] = payer.backupCodes;
    const { body } = await expectStatus(200, validateLogin(first, await begin(), forLogin));
    const disabled = await status(body.token);
    expect(disabled).toMatchObject({ enabled: true, codesDisabledAt: expect.any(String) });
    const { token } = body;
    const call = (path: string, fields: object, headers = {}) =>
      first.call('POST', path, { token, body: fields, headers });
    const open = () => expectStatus(201, call('/api/2fa/challenges', { purpose: 'manage-factors' }));
    const { body: challenge } = await open();
    const withApp = { code: freshTotpCode(first, payer.secret) };
    await expectStatus(423, call(`/api/2fa/challenges/${challenge.id}/verify`, withApp));
    await expectStatus(204, call(`/api/2fa/challenges/${challenge.id}/verify`, { code: forChallenge }));
    const { body: setup } = await expectStatus(
      201,
      call('/api/2fa/setup', { method: 'totp', label: 'New phone' }, { 'X-2FA-Challenge': challenge.id }),
    );
    const proof = { factorId: setup.factorId, code: freshTotpCode(first, setup.secret) };
    const { body: verified } = await expectStatus(200, call('/api/2fa/verify', proof));

    expect(await status(verified.token)).toMatchObject({
      enabled: true,
      codesDisabledAt: null,
      factors: [{ id: setup.factorId, label: 'New phone' }],
    });
    const old = await validateLogin(first, await begin(), freshTotpCode(first, payer.secret));
    expect([old.status, old.body.code]).toEqual([422, 'code-incorrect']);
    await expectStatus(200, validateLogin(first, await begin(), freshTotpCode(first, setup.secret)));
    const removed = await auditEvents(first, `type = 'factor.removed' AND actor_id = $1`, [payer.client.id]);
    expect(removed).toMatchObject([{ details: { method: 'totp', cause: 'factor.disabled' } }]);
  });
});

describe('the hundredth', () => {
  beforeEach(async () => {
    payer = await registerPayer(first, payee);
  });

  it('is one of five at once over two processes, and disables once', async () => {
    await failedInARow(97);
    const loginToken = await begin();
    const answers = await together(5, (index) =>
      validateLogin(either(index), loginToken, wrongTotpCode(first, payer.secret, index)),
    );
    expect(tally(answers)).toEqual({ '422 code-incorrect': 3, '423 codes-disabled': 2 });
    expect(await disablings()).toHaveLength(1);
    await expectDisabled(freshTotpCode(first, payer.secret));
  });

  it('closes every door that takes a code', async () => {
    await failedInARow(99);
    const { client, secret } = payer;
    const { token, password } = client;
    const opened = await expectStatus(
      201,
      first.call('POST', '/api/2fa/challenges', { token, body: { purpose: 'manage-factors' } }),
    );
    const verify = (code: string) =>
      first.call('POST', `/api/2fa/challenges/${opened.body.id}/verify`, { token, body: { code } });
    expect((await verify(wrongTotpCode(first, secret))).status).toBe(422);
    const code = freshTotpCode(first, secret);
    for (const answer of [
      await verify(code),
      await first.call('POST', '/api/2fa/disable', { token, body: { password, code } }),
      await first.call('POST', '/api/2fa/backup-codes', { token, body: { password, code } }),
    ])
      expect([answer.status, answer.body.code]).toEqual([423, 'codes-disabled']);
  });

  it('may be a wrong password beside a code', async () => {
    await failedInARow(99);
    const { token } = payer.client;
    const body = { password: 'not the password at all', code: freshTotpCode(first, payer.secret) };
    expect((await first.call('POST', '/api/2fa/disable', { token, body })).status).toBe(401);
    expect(await disablings()).toHaveLength(1);
  });

  it('is none after a success in between', async () => {
    await failedInARow(99);
    await expectStatus(200, validateLogin(first, await begin(), freshTotpCode(first, payer.secret)));
    expect((await validateLogin(first, await begin(), wrongTotpCode(first, payer.secret))).status).toBe(422);
    expect(await disablings()).toEqual([]);
    await expectStatus(200, validateLogin(first, await begin(), freshTotpCode(first, payer.secret)));
  });
});
