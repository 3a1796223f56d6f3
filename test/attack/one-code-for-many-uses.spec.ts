import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, capturesOf, type Payer, pendingApproval, registerPayer, together } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, totpCode, verifyAndPay } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payee: Account;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const fullWidth = (code: string) =>
  [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');

async function openChallenge(app: TestApp, { token }: Account, purpose: string): Promise<string> {
  return (await expectStatus(201, app.call('POST', '/api/2fa/challenges', { token, body: { purpose } }))).body
    .id;
}

function verifyChallenge(app: TestApp, { token }: Account, id: string, code: string) {
  return app.call('POST', `/api/2fa/challenges/${id}/verify`, { token, body: { code } });
}

function validate(app: TestApp, loginToken: string, code: string) {
  return app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });
}

describe('two approvals that get the same code at once, in two processes', () => {
  let payer: Payer;

  beforeAll(async () => {
    payer = await registerPayer(first, payee);
  });

  it.each([
    ['as it is', (code: string) => code],
    ['in full-width digits', fullWidth],
    ['with spaces', (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)}`],
  ])('are paid once when one comes %s', async (_, spell) => {
    const approvals = [await pendingApproval(first, payer), await pendingApproval(first, payer)] as const;
    const code = freshTotpCode(first, payer.secret);
    const answers = await Promise.all([
      verifyAndPay(first, payer.client, approvals[0].approvalId, code),
      verifyAndPay(second, payer.client, approvals[1].approvalId, spell(code)),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    const captured = await Promise.all(approvals.map(({ approvalId }) => capturesOf(first, approvalId)));
    expect(captured.flat()).toHaveLength(1);
  });
});

it('gives three codes at once, submitted sixty times over twelve challenges, three successes at most', async () => {
  const { client, secret } = await registerPayer(first, payee);
  const challenges = await Promise.all(
    Array.from({ length: 12 }, () => openChallenge(first, client, 'manage-factors')),
  );
  first.clock.advance(60_000);
  const now = first.clock.now().getTime();
  const codes = [-30_000, 0, 30_000].map((distance) => totpCode(secret, new Date(now + distance)));
  const answers = await together(60, (index) =>
    verifyChallenge(
      index % 2 ? first : second,
      client,
      challenges[index % 12] as string,
      codes[index % 3] as string,
    ),
  );
  const succeeded = answers.filter(({ status }) => status === 204).length;
  expect([1, 2, 3]).toContain(succeeded);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.filter(({ status }) => status === 422).length).toBeLessThanOrEqual(5);
  const verified = await first.query(`SELECT FROM challenges WHERE user_id = $1 AND status = 'verified'`, [
    client.id,
  ]);
  expect(verified).toHaveLength(succeeded);
});

describe('a code that was used', () => {
  let payer: Payer;

  beforeEach(async () => {
    payer = await registerPayer(first, payee);
  });

  it('is good for a login or for a payment, not for both', async () => {
    const { client, secret } = payer;
    const { approvalId } = await pendingApproval(first, payer);
    const { loginToken } = (await expectStatus(200, login(second, client.email))).body;
    const code = freshTotpCode(first, secret);
    const [paid, logged] = await Promise.all([
      verifyAndPay(first, client, approvalId, code),
      validate(second, loginToken, code),
    ]);
    expect([paid.status, logged.status].sort()).toEqual([200, 422]);
    expect(await capturesOf(first, approvalId)).toHaveLength(paid.status === 200 ? 1 : 0);
  });

  it('is good for one of twenty things at once', async () => {
    const { client, secret } = payer;
    const purposes = ['manage-factors', 'change-security-settings'];
    const challenges = await Promise.all(
      Array.from({ length: 4 }, (_, index) => openChallenge(first, client, purposes[index % 2] as string)),
    );
    const code = freshTotpCode(first, secret);
    const answers = await together(20, (index) =>
      verifyChallenge(
        index % 2 ? first : second,
        client,
        challenges[index % 4] as string,
        index % 3 ? code : fullWidth(code),
      ),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    const [row] = await first.query<{ count: string }>(
      `SELECT count(*) FROM challenges WHERE user_id = $1 AND status = 'verified'`,
      [client.id],
    );
    expect(row?.count).toBe('1');
  });

  it('makes every older one worthless', async () => {
    const { client, secret } = payer;
    const { approvalId } = await pendingApproval(first, payer);
    const id = await openChallenge(first, client, 'manage-factors');
    first.clock.advance(60_000);
    const now = first.clock.now();
    const [before, current] = [-30_000, 0].map((distance) =>
      totpCode(secret, new Date(now.getTime() + distance)),
    );
    await expectStatus(204, verifyChallenge(first, client, id, current as string));
    expect((await verifyAndPay(second, client, approvalId, before as string)).status).toBe(422);
  });

  it('is the one of the enrolment, too', async () => {
    const client = await registerUser(first);
    const { factorId, secret } = (
      await expectStatus(
        201,
        first.call('POST', '/api/2fa/setup', { token: client.token, body: { method: 'totp' } }),
      )
    ).body;
    const code = totpCode(secret, first.clock.now());
    const enabled = await expectStatus(
      200,
      first.call('POST', '/api/2fa/verify', {
        token: client.token,
        body: { factorId, code: fullWidth(code) },
      }),
    );
    client.token = enabled.body.token;
    const { loginToken } = (await expectStatus(200, login(second, client.email))).body;
    expect((await validate(second, loginToken, code)).status).toBe(422);
    const { approvalId } = await pendingApproval(first, { client, payee });
    expect((await verifyAndPay(first, client, approvalId, code)).status).toBe(422);
    expect((await verifyAndPay(first, client, approvalId, freshTotpCode(first, secret))).status).toBe(200);
  });
});
