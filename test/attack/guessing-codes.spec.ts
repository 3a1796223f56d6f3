import { MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  logInAgain,
  otherCode,
  type Payer,
  pass,
  pendingApproval,
  registerPayer,
  tally,
  together,
  validateLogin,
  watch,
  wrongTotpCode,
} from '../support/attacks';
import { type Account, approve, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

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

/** Time that passes ends sessions. */
beforeEach(() => logInAgain(first, payee));

const either = (index: number) => (index % 2 ? first : second);

function wrongEvents(userId: string) {
  return auditEvents(
    first,
    `type = 'challenge.verified' AND actor_id = $1 AND details->>'reason' = 'code-incorrect'`,
    [userId],
  );
}

describe('50 wrong codes at once for a payment', () => {
  let payer: Payer;
  let approvalId: string;
  let milestoneId: string;

  beforeAll(async () => {
    payer = await registerPayer(first, payee);
    ({ approvalId, milestoneId } = await pendingApproval(first, payer));
  });

  it('are looked at three times, then approval is locked', async () => {
    const answers = await together(50, (index) =>
      verifyAndPay(either(index), payer.client, approvalId, wrongTotpCode(first, payer.secret, index)),
    );
    expect(tally(answers)).toEqual({ '422 code-incorrect': 3, '423 payment-approval-locked': 47 });
    const locked = answers.find(({ status }) => status === 423);
    expect(Number(locked?.headers.get('retry-after'))).toBeGreaterThan(29 * 60);
    expect(new Date(locked?.body.retryAt).getTime() - first.clock.now().getTime()).toBeGreaterThan(
      29 * MINUTE,
    );
    const remaining = answers.map(({ body }) => body.attemptsRemaining).filter((left) => left !== undefined);
    expect(remaining.sort()).toEqual([0, 1, 2]);
    expect(await wrongEvents(payer.client.id)).toHaveLength(3);
    expect(
      await auditEvents(first, `type = 'lockout.started' AND subject_id = $1`, [payer.client.id]),
    ).toHaveLength(1);
  });

  it('tell the owner once', async () => {
    const isAlert = ({ text }: { text: string }) => text.includes('Payment approval was locked');
    await first.mailbox.waitFor(payer.client.email, isAlert);
    expect(
      first.mailbox.messages.filter((mail) => mail.to === payer.client.email && isAlert(mail)),
    ).toHaveLength(1);
  });

  it('keep even the right code out, in either process, with one audit event and nothing changed', async () => {
    const code = freshTotpCode(first, payer.secret);
    const { answer, events, changed } = await watch(first, () =>
      verifyAndPay(second, payer.client, approvalId, code),
    );
    expect([answer.status, answer.body.code]).toEqual([423, 'payment-approval-locked']);
    expect(changed).toEqual([]);
    expect(events).toMatchObject([{ type: 'challenge.verified', outcome: 'failure' }]);
  });

  it('are not forgotten with a new approval or a resend', async () => {
    expect((await approve(first, payer.client, [milestoneId])).status).toBe(423);
    const { body: approval } = await first.call('GET', `/api/milestones/approvals/${approvalId}`, {
      token: payer.client.token,
    });
    first.clock.advance(MINUTE);
    await expectStatus(
      200,
      second.call('POST', `/api/2fa/challenges/${approval.challenge.id}/resend`, {
        token: payer.client.token,
        body: { method: 'email' },
      }),
    );
    const code = await first.mailbox.codeFor(payer.client.email);
    expect((await verifyAndPay(first, payer.client, approvalId, code)).status).toBe(423);
  });

  it('show when approval opens again', async () => {
    const { body } = await first.call('GET', '/api/2fa/status', { token: payer.client.token });
    expect(new Date(body.lockedUntil).getTime()).toBeGreaterThan(first.clock.now().getTime() + 25 * MINUTE);
  });

  it('do not lock the owner out of a new login, which does not end the lock', async () => {
    const { body } = await expectStatus(200, login(second, payer.client.email));
    const logged = await expectStatus(
      200,
      validateLogin(first, body.loginToken, freshTotpCode(first, payer.secret)),
    );
    payer.client.token = logged.body.token;
    expect((await approve(first, payer.client, [milestoneId])).status).toBe(423);
  });

  it('are over after half an hour', async () => {
    await pass(first, 30, payer.client);
    const { body } = await expectStatus(201, approve(first, payer.client, [milestoneId]));
    const code = freshTotpCode(first, payer.secret);
    expect((await verifyAndPay(second, payer.client, body.id, code)).status).toBe(200);
  });
});

describe('locks one after another', () => {
  it('last 30 min, 1 h, 4 h, 24 h and 24 h; a success starts them anew', async () => {
    const client = await registerUser(first);
    const { approvalId, milestoneId } = await pendingApproval(first, { client, payee });
    let pending = approvalId;
    for (const minutes of [30, 60, 240, 1_440, 1_440]) {
      const code = await first.mailbox.codeFor(client.email);
      const { lockedUntil } = (await expectLocked(client, pending, code)).body;
      expect((new Date(lockedUntil).getTime() - first.clock.now().getTime()) / MINUTE).toBeCloseTo(
        minutes,
        0,
      );
      first.clock.advance(minutes * MINUTE);
      pending = await approveAnew(client, milestoneId);
    }
    const code = await first.mailbox.codeFor(client.email);
    expect((await verifyAndPay(first, client, pending, code)).status).toBe(200);

    await logInAgain(first, payee);
    const next = await pendingApproval(first, { client, payee });
    const { lockedUntil } = (
      await expectLocked(client, next.approvalId, await first.mailbox.codeFor(client.email))
    ).body;
    expect((new Date(lockedUntil).getTime() - first.clock.now().getTime()) / MINUTE).toBeCloseTo(30, 0);
  });

  async function expectLocked(client: Account, approvalId: string, code: string) {
    const wrong = () => verifyAndPay(either(0), client, approvalId, otherCode(code));
    await expectStatus(422, wrong());
    await expectStatus(422, wrong());
    const third = await expectStatus(422, wrong());
    await expectStatus(423, wrong());
    return third;
  }

  async function approveAnew(client: Account, milestoneId: string): Promise<string> {
    await logInAgain(first, client);
    return (await expectStatus(201, approve(first, client, [milestoneId]))).body.id;
  }
});

describe('50 wrong codes at once for a login', () => {
  it('are looked at five times, over processes and new logins; the window opens again by itself', async () => {
    const { client, secret } = await registerPayer(first, payee);
    const begin = async () => (await expectStatus(200, login(first, client.email))).body.loginToken;
    const loginToken = await begin();
    first.clock.advance(31_000);
    const answers = await together(50, (index) =>
      validateLogin(either(index), loginToken, wrongTotpCode(first, secret, index)),
    );
    expect(tally(answers)).toEqual({ '422 code-incorrect': 5, '429 too-many-attempts': 45 });
    expect(await wrongEvents(client.id)).toHaveLength(5);

    const right = freshTotpCode(first, secret);
    const refused = await validateLogin(second, loginToken, right);
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-attempts']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(10 * 60);
    expect((await validateLogin(second, await begin(), right)).status).toBe(429);

    first.clock.advance(15 * MINUTE);
    await expectStatus(200, validateLogin(second, await begin(), freshTotpCode(first, secret)));
  });
});

describe('one budget', () => {
  it('counts wrong codes of every endpoint together', async () => {
    const payer = await registerPayer(first, payee);
    const { client, secret } = payer;
    const { approvalId } = await pendingApproval(first, payer);
    const wrong = wrongTotpCode(first, secret);
    const { body: opened } = await expectStatus(
      201,
      first.call('POST', '/api/2fa/challenges', { token: client.token, body: { purpose: 'manage-factors' } }),
    );
    const { loginToken } = (await expectStatus(200, login(first, client.email))).body;
    const tries = [
      () => verifyAndPay(first, client, approvalId, wrong),
      () => validateLogin(second, loginToken, wrong),
      () =>
        second.call('POST', `/api/2fa/challenges/${opened.id}/verify`, {
          token: client.token,
          body: { code: wrong },
        }),
      () =>
        first.call('POST', '/api/2fa/disable', {
          token: client.token,
          body: { password: client.password, code: wrong },
        }),
      () => verifyAndPay(second, client, approvalId, wrong),
    ];
    for (const attempt of tries) expect((await attempt()).status).toBe(422);
    for (const attempt of tries) expect((await attempt()).status).toBe(429);
    expect(await wrongEvents(client.id)).toHaveLength(4);
  });

  it('is not refunded by a success in between', async () => {
    const payer = await registerPayer(first, payee);
    const { client, secret } = payer;
    const verify = async (code: string) => {
      const token = client.token;
      const { body } = await first.call('POST', '/api/2fa/challenges', {
        token,
        body: { purpose: 'manage-factors' },
      });
      return first.call('POST', `/api/2fa/challenges/${body.id}/verify`, { token, body: { code } });
    };
    for (let wrong = 0; wrong < 4; wrong++)
      expect((await verify(wrongTotpCode(first, secret, wrong))).status).toBe(422);
    expect((await verify(freshTotpCode(first, secret))).status).toBe(204);
    expect((await verify(wrongTotpCode(first, secret, 9))).status).toBe(422);
    expect((await verify(freshTotpCode(first, secret))).status).toBe(429);
  });
});
