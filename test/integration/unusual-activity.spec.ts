import { after, DAY, HOUR, MINUTE } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, protectedCall } from '../support/attacks';
import { loginFrom, trustedDevice } from '../support/devices';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedMilestone,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import {
  approveSmall,
  auditedStepUp,
  ELSEWHERE,
  insertPastApprovals,
  knownPayer,
  OTHER_BROWSER,
} from '../support/risk';

let app: TestApp;
let payee: Account;
let payer: Payer;

beforeAll(async () => {
  app = await startApp({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(() => app.close());
beforeEach(async () => {
  payer = await knownPayer(app, payee);
});

const quiet = { required: false, reasons: ['below-threshold'], signals: [] };
const ago = (milliseconds: number) => after(app.clock.now(), -milliseconds);
const days = (count: number, hour = 0) =>
  Array.from({ length: count }, (_, i) => ago((i + 1) * DAY + hour * HOUR));

const unusual = (...signals: string[]) => ({
  required: true,
  reasons: ['unusual-activity'],
  signals: signals.map((signal) => ({ signal, explanation: expect.stringMatching(/^[A-Z].* .*\.$/) })),
});

/** What made a small payment unusual; nothing when it needed no code. */
async function found(headers: Record<string, string> = {}, amount?: number): Promise<string[]> {
  const { stepUp } = await approveSmall(app, payer, headers, amount);
  expect(stepUp).toMatchObject(stepUp.required ? { reasons: ['unusual-activity'] } : quiet);
  return stepUp.signals.map(({ signal }: { signal: string }) => signal);
}

it('is not there in a small payment as usual', async () => {
  const { id, stepUp } = await approveSmall(app, payer);
  expect(stepUp).toEqual({
    ...quiet,
    explanations: [{ reason: 'below-threshold', explanation: expect.stringContaining('without a code') }],
  });
  expect(await auditedStepUp(app, id)).toEqual({
    required: false,
    reasons: ['below-threshold'],
    hold: null,
    exposure: [],
    signals: [],
    score: 0,
    shadow: null,
  });
});

it('is told in plain words to the person, now and later, and in full to the auditor', async () => {
  const { id, stepUp } = await approveSmall(app, payer, OTHER_BROWSER);
  expect(stepUp).toEqual({
    ...unusual('new-device'),
    explanations: [{ reason: 'unusual-activity', explanation: expect.stringContaining('unusual for you') }],
  });
  const later = await expectStatus(
    200,
    app.call('GET', `/api/milestones/approvals/${id}`, { token: payer.client.token }),
  );
  expect(later.body.stepUp).toEqual(stepUp);
  expect(await auditedStepUp(app, id)).toMatchObject({
    reasons: ['unusual-activity'],
    score: 50,
    signals: [
      {
        signal: 'new-device',
        severity: 'low',
        weight: 50,
        quieted: false,
      },
    ],
  });
});

describe('velocity', () => {
  it('is more than ten approvals within an hour, batches counted once', async () => {
    await insertPastApprovals(
      app,
      payer.client.id,
      Array.from({ length: 8 }, () => ago(HOUR - MINUTE)),
    );
    expect(await found()).toEqual([]);
    expect(await found()).toEqual(['velocity']);
  });
});

describe('a new device', () => {
  it('is known once a code was entered on it', async () => {
    const { id, stepUp } = await approveSmall(app, payer, OTHER_BROWSER);
    expect(stepUp).toMatchObject(unusual('new-device'));
    expect(await found(OTHER_BROWSER)).toEqual(['new-device']);
    await expectStatus(200, verifyAndPay(app, payer.client, id, freshTotpCode(app, payer.secret)));
    expect(await found(OTHER_BROWSER)).toEqual([]);
  });

  it('is any but the one on which a client without a factor has entered a code by e-mail', async () => {
    const client = await registerUser(app);
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount: 1_000 });
    const { body } = await expectStatus(201, approve(app, client, [milestoneId]));
    expect(body.stepUp).toMatchObject({ reasons: ['first-payment', 'new-payee'], signals: [] });
    await expectStatus(200, verifyAndPay(app, client, body.id, await app.mailbox.codeFor(client.email)));
    expect((await approveSmall(app, { client, payee })).stepUp).toMatchObject(quiet);
    const elsewhere = await approveSmall(app, { client, payee }, OTHER_BROWSER);
    expect(elsewhere.stepUp).toMatchObject(unusual('new-device'));
  });
});

describe('signs that are too weak alone', () => {
  it('are recorded, and ask for no code', async () => {
    const { id, stepUp } = await approveSmall(app, payer, ELSEWHERE);
    expect(stepUp).toMatchObject(quiet);
    expect(await auditedStepUp(app, id)).toMatchObject({
      score: 25,
      signals: [{ signal: 'new-network', weight: 25 }],
    });
    expect(JSON.stringify(await auditedStepUp(app, id))).not.toContain('198.51.100');
  });

  it('add up with an odd hour', async () => {
    await app.query(
      `UPDATE approvals SET approved_at = approved_at - interval '12 hours' WHERE client_id = $1`,
      [payer.client.id],
    );
    await insertPastApprovals(app, payer.client.id, days(5, 12));
    expect(await found()).toEqual([]);
    expect(await found(ELSEWHERE)).toEqual(['new-network', 'odd-hour']);
  });

  it('are nothing where a code was entered', async () => {
    const { id } = await approveSmall(app, payer, { ...OTHER_BROWSER, ...ELSEWHERE });
    await expectStatus(200, verifyAndPay(app, payer.client, id, freshTotpCode(app, payer.secret)));
    const again = await approveSmall(app, payer, { 'X-Forwarded-For': '198.51.100.99' });
    expect((await auditedStepUp(app, again.id)).signals).toEqual([]);
  });
});

describe('an amount', () => {
  it('is unusual above three times the largest of five or more', async () => {
    await insertPastApprovals(app, payer.client.id, days(4));
    expect(await found({}, 3_000)).toEqual([]);
    expect(await found({}, 3_001)).toEqual(['unusual-amount']);
  });
});

describe('a change of what protects the account', () => {
  const recent = (name: string) => [`recent-${name}`];

  it('is another factor, and its removal, for a day', async () => {
    const { body: added } = await protectedCall(app, payer, 'POST', '/api/2fa/setup', { method: 'totp' });
    const proof = { factorId: added.factorId, code: freshTotpCode(app, added.secret) };
    const { body } = await expectStatus(
      200,
      app.call('POST', '/api/2fa/verify', { token: payer.client.token, body: proof }),
    );
    payer.client.token = body.token;
    expect(await found()).toEqual(recent('factor-change'));
    await app.query(`UPDATE factors SET confirmed_at = confirmed_at - interval '1 day' WHERE user_id = $1`, [
      payer.client.id,
    ]);
    expect(await found()).toEqual([]);
    await protectedCall(app, payer, 'DELETE', `/api/2fa/factors/${added.factorId}`);
    expect(await found()).toEqual(recent('factor-change'));
    await app.query(`UPDATE factors SET removed_at = removed_at - interval '1 day' WHERE id = $1`, [
      added.factorId,
    ]);
    expect(await found()).toEqual([]);
  });

  it('is a new password, for a day', async () => {
    const body = { currentPassword: payer.client.password, newPassword: 'walnut ferry prism holster' };
    await expectStatus(204, app.call('POST', '/api/auth/password', { token: payer.client.token, body }));
    expect(await found()).toEqual(recent('password-change'));
    await app.query(
      `UPDATE users SET password_changed_at = password_changed_at - interval '1 day' WHERE id = $1`,
      [payer.client.id],
    );
    expect(await found()).toEqual([]);
  });

  it('is a password that was reset', async () => {
    const { email } = payer.client;
    await expectStatus(202, app.call('POST', '/api/auth/password-reset', { body: { email } }));
    const { text } = await app.mailbox.waitFor(email, (mail) => mail.text.includes('set-password#token='));
    const reset = {
      token: /set-password#token=([\w-]+)/.exec(text)?.[1],
      newPassword: 'walnut ferry prism holster',
    };
    await expectStatus(204, app.call('POST', '/api/auth/password-reset/confirm', { body: reset }));
    const [user] = await app.query<{ at: Date | null }>(
      'SELECT password_changed_at AS at FROM users WHERE id = $1',
      [payer.client.id],
    );
    expect(user?.at).toEqual(expect.any(Date));
  });

  it.each([
    ['email-change', 'email_changed_at'],
    ['recovery', 'recovered_at'],
  ])('is a recent %s', async (name, column) => {
    await app.query(`UPDATE users SET ${column} = $2 WHERE id = $1`, [payer.client.id, ago(HOUR)]);
    expect(await found()).toEqual(recent(name));
  });
});

describe('a trusted device', () => {
  it('quiets what is of low severity, and says that it did', async () => {
    const cookie = await trustedDevice(app, payer.client, payer.secret);
    const login = await expectStatus(200, loginFrom(app, payer.client, cookie));
    payer.client.token = login.body.token;
    await app.query('UPDATE sessions SET second_factor_at = NULL WHERE user_id = $1', [payer.client.id]);
    const { id, stepUp } = await approveSmall(app, payer, { ...FIREFOX, ...ELSEWHERE });
    expect(stepUp).toMatchObject({ required: false, reasons: ['trusted-device'], signals: [] });
    expect(await auditedStepUp(app, id)).toMatchObject({
      score: 0,
      signals: [
        { signal: 'new-device', quieted: true },
        { signal: 'new-network', quieted: true },
      ],
    });
    await app.query('UPDATE users SET recovered_at = $2 WHERE id = $1', [payer.client.id, ago(HOUR)]);
    expect((await approveSmall(app, payer, FIREFOX)).stepUp).toMatchObject(unusual('recent-recovery'));
  });

  it('quiets also in a session that has entered a code itself, by its cookie', async () => {
    const cookie = await trustedDevice(app, payer.client, payer.secret);
    await app.query('UPDATE sessions SET second_factor_at = NULL WHERE user_id = $1', [payer.client.id]);
    const at = (token: string) => ({ ...FIREFOX, Cookie: `__Host-trusted-device=${token}` });
    expect((await approveSmall(app, payer, at(cookie))).stepUp.reasons).toEqual(['trusted-device']);
    expect((await approveSmall(app, payer, at(`${cookie}x`))).stepUp.reasons).toEqual(['unusual-activity']);
    expect((await approveSmall(app, payer, FIREFOX)).stepUp.reasons).toEqual(['unusual-activity']);
  });

  const FIREFOX = {
    'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0',
  };
});
