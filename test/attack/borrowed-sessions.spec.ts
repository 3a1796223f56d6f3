import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, together } from '../support/attacks';
import { fromDevice, loginFrom, trustedDevice } from '../support/devices';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';
import { approveSmall, auditedStepUp, ELSEWHERE, knownPayer, OTHER_BROWSER } from '../support/risk';

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

const signalsOf = ({ stepUp }: { stepUp: { signals: { signal: string }[] } }) =>
  stepUp.signals.map(({ signal }) => signal);

describe('a stolen session', () => {
  it('pays nothing from the thief’s own browser without a code, however small and often', async () => {
    for (const amount of [1, 2, 3]) {
      const approval = await approveSmall(app, payer, { ...OTHER_BROWSER, ...ELSEWHERE }, amount);
      expect(signalsOf(approval)).toEqual(['new-device', 'new-network']);
      expect(approval.payments).toEqual([]);
    }
  });

  it('learns nothing from approvals that got no code', async () => {
    await approveSmall(app, payer, ELSEWHERE);
    const second = await approveSmall(app, payer, ELSEWHERE);
    expect((await auditedStepUp(app, second.id)).signals).toMatchObject([{ signal: 'new-network' }]);
  });

  it('with the owner’s browser copied to the letter still stands out by its network, and is bounded by the sums', async () => {
    const first = await approveSmall(app, payer, ELSEWHERE, 90_000);
    expect(await auditedStepUp(app, first.id)).toMatchObject({ score: 25 });
    const next = await approveSmall(app, payer, ELSEWHERE, 90_000);
    expect(next.stepUp).toMatchObject({ required: true, reasons: ['cumulative-exposure'] });
  });

  it.each([
    ['an empty name', ''],
    ['a long one', 'x'.repeat(512)],
    ['markup', '<script>alert(1)</script>/1.0'],
    ['bytes', '\u00ff\u00fe/2'],
  ])('is not helped by a nonsensical browser: %s', async (_, userAgent) => {
    await app.query(`UPDATE approvals SET device = 'Firefox on Windows' WHERE client_id = $1`, [
      payer.client.id,
    ]);
    await app.query(
      `UPDATE sessions SET user_agent = 'Mozilla/5.0 (Windows NT 10.0) Firefox/121.0' WHERE user_id = $1`,
      [payer.client.id],
    );
    expect(signalsOf(await approveSmall(app, payer, { 'User-Agent': userAgent }))).toEqual(['new-device']);
  });
});

describe('a stolen password', () => {
  it('of a client without a factor pays nothing from a new session until the mailbox has spoken', async () => {
    const client = await registerUser(app);
    const first = await approveSmall(app, { client, payee });
    await expectStatus(200, verifyAndPay(app, client, first.id, await app.mailbox.codeFor(client.email)));
    const { body } = await expectStatus(200, login(app, client.email));
    const thief = { ...client, token: body.token };
    expect(signalsOf(await approveSmall(app, { client: thief, payee }, OTHER_BROWSER))).toEqual([
      'new-device',
    ]);
    expect((await approveSmall(app, { client, payee })).stepUp.required).toBe(false);
  });

  it('that was changed by the thief asks for a code on every device, trusted or not', async () => {
    const cookie = await trustedDevice(app, payer.client, payer.secret);
    const body = { currentPassword: payer.client.password, newPassword: 'walnut ferry prism holster' };
    await expectStatus(204, app.call('POST', '/api/auth/password', { token: payer.client.token, body }));
    expect(signalsOf(await approveSmall(app, payer, fromDevice(cookie)))).toContain('recent-password-change');
  });
});

describe('a stolen device cookie', () => {
  it('quiets nothing in a browser that is not the device, nor for another person', async () => {
    const cookie = await trustedDevice(app, payer.client, payer.secret);
    const { body } = await expectStatus(200, loginFrom(app, payer.client, cookie));
    const thief = { client: { ...payer.client, token: body.token }, payee };
    const approval = await approveSmall(app, thief, { ...ELSEWHERE, ...OTHER_BROWSER });
    expect(signalsOf(approval)).toEqual(['new-device', 'new-network']);

    const other = await knownPayer(app, payee);
    await app.query('UPDATE sessions SET second_factor_at = NULL WHERE user_id = $1', [other.client.id]);
    expect(signalsOf(await approveSmall(app, other, fromDevice(cookie)))).toEqual(['new-device']);
  });
});

describe('many approvals at once', () => {
  it('are counted one after another: never more than ten an hour without a code', async () => {
    const answers = await together(14, () => approveSmall(app, payer));
    expect(answers.filter(({ stepUp }) => !stepUp.required)).toHaveLength(9);
    expect(answers.filter((answer) => signalsOf(answer).includes('velocity'))).toHaveLength(5);
    const [late] = answers.filter(({ stepUp }) => stepUp.required);
    await expectStatus(200, verifyAndPay(app, payer.client, late.id, freshTotpCode(app, payer.secret)));
  });
});
