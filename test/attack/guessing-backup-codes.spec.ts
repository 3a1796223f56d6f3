import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { BCRYPT_COST, COST } from '../../src/users/slow-hasher';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  type Payer,
  pendingApproval,
  registerPayer,
  tally,
  together,
  validateLogin,
} from '../support/attacks';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

/** Hashes as slowly as the application does; people are made on the other. */
let first: TestApp;
let second: TestApp;
let payee: Account;

beforeAll(async () => {
  first = await startApp({ overrides: [[BCRYPT_COST, COST]] });
  second = await startApp(alsoOn(first));
  payee = await registerUser(second, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const either = (index: number) => (index % 2 ? first : second);
/** Of the right form, and of no set: 32 of 32^8 that are not drawn here. */
const guess = (index: number) => `ZZZZZZ${String(index).padStart(2, '0')}`;

async function loginToken({ email }: Account): Promise<string> {
  return (await expectStatus(200, login(first, email))).body.loginToken;
}

function wrongEvents(userId: string) {
  return auditEvents(
    first,
    `type = 'challenge.verified' AND actor_id = $1 AND details->>'reason' = 'code-incorrect'`,
    [userId],
  );
}

describe('30 wrong codes at once', () => {
  let payer: Payer;

  beforeAll(async () => {
    payer = await registerPayer(second, payee);
  });

  it('for a payment are looked at three times, then approval is locked', async () => {
    const { approvalId } = await pendingApproval(first, payer);
    const answers = await together(30, (index) =>
      verifyAndPay(either(index), payer.client, approvalId, guess(index)),
    );
    const counts = tally(answers);
    expect(counts['422 code-incorrect']).toBe(3);
    expect((counts['423 payment-approval-locked'] ?? 0) + (counts['429 too-many-attempts'] ?? 0)).toBe(27);
    expect(await wrongEvents(payer.client.id)).toHaveLength(3);
    const locks = await auditEvents(first, `type = 'lockout.started' AND subject_id = $1`, [payer.client.id]);
    expect(locks).toHaveLength(1);
    const right = payer.backupCodes[0] as string;
    expect((await verifyAndPay(second, payer.client, approvalId, right)).status).toBe(423);
    await first.mailbox.waitFor(payer.client.email, ({ text }) =>
      text.includes('Payment approval was locked'),
    );
  });

  it('leave two for a login, and none after that, for whatever method', async () => {
    const token = await loginToken(payer.client);
    const answers = await together(30, (index) => validateLogin(either(index), token, guess(index)));
    expect(tally(answers)).toEqual({ '422 code-incorrect': 2, '429 too-many-attempts': 28 });
    const right = await validateLogin(first, token, freshTotpCode(first, payer.secret));
    expect([right.status, right.body.code]).toEqual([429, 'too-many-attempts']);
    const [budget] = await first.query(
      'SELECT cardinality(recent_failures) AS failures, reservations FROM verification_budgets WHERE user_id = $1',
      [payer.client.id],
    );
    expect(budget).toEqual({ failures: 5, reservations: [] });
  });
});

describe('30 wrong codes of six people, all compared', () => {
  const PEOPLE = 6;
  const EACH = 5;

  // A code of no set is compared with a hash of the real cost.
  it('leave the event loop and other people alone', async () => {
    const bystander = await registerUser(second);
    // What other work the machine has only ever adds to a figure: a guess that blocks the loop is late in every round.
    const rounds = [await attackBeside(bystander)];
    while (!isCalm(rounds.at(-1) as Round) && rounds.length < 3) rounds.push(await attackBeside(bystander));
    expect(rounds.some(isCalm) ? [] : rounds).toEqual([]);
  }, 180_000);

  interface Round {
    quiet: Awaited<ReturnType<typeof measure>>;
    busy: Awaited<ReturnType<typeof measure>>;
  }

  async function attackBeside(bystander: Account): Promise<Round> {
    const people: Account[] = [];
    for (let count = 0; count < PEOPLE; count++) people.push((await registerPayer(second, payee)).client);
    const tokens = await Promise.all(people.map(loginToken));
    const quiet = await measure(bystander, sleep(2_000));
    const attack = together(PEOPLE * EACH, (index) =>
      validateLogin(first, tokens[index % PEOPLE] as string, guess(index)),
    );
    const busy = await measure(bystander, attack);
    expect(tally(await attack)).toEqual({ '422 code-incorrect': PEOPLE * EACH });
    return { quiet, busy };
  }

  /** Milliseconds. A machine that has other work is late without any attack. */
  function isCalm({ quiet, busy }: Round): boolean {
    return busy.delay < Math.max(50, 2 * quiet.delay) && busy.wait < Math.max(100, 3 * quiet.wait);
  }

  /** While it goes on: p99 of the event loop's delay and p90 of what a bystander waits for an answer, in ms. */
  async function measure({ token }: Account, work: Promise<unknown>) {
    let going = true;
    const ended = work.finally(() => {
      going = false;
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const waits: number[] = [];
    while (going) {
      const started = performance.now();
      await expectStatus(200, first.call('GET', '/api/auth/me', { token }));
      waits.push(performance.now() - started);
    }
    delay.disable();
    await ended;
    const sorted = waits.sort((a, b) => a - b);
    return { delay: delay.percentile(99) / 1e6, wait: sorted[Math.floor(sorted.length * 0.9)] as number };
  }
});

describe('who does not know the password', () => {
  it('gets no backup code looked at', async () => {
    const { client, backupCodes } = await registerPayer(second, payee);
    const answers = await together(5, (index) =>
      validateLogin(first, `not-a-login-token-${index}`, backupCodes[index] as string),
    );
    expect(tally(answers)).toEqual({ '401 login-expired': 5 });
    expect(await wrongEvents(client.id)).toEqual([]);
  });
});

describe('a wrong code', () => {
  it('takes as long whether its tag belongs to a code or not', async () => {
    const { client, backupCodes } = await registerPayer(second, payee);
    const used = backupCodes[0] as string;
    await expectStatus(200, validateLogin(first, await loginToken(client), used));
    const token = await loginToken(client);
    const timed = async (code: string) => {
      const started = performance.now();
      await expectStatus(422, validateLogin(first, token, code));
      return performance.now() - started;
    };
    const ofTag = await timed(used);
    const ofNone = await timed(guess(0));
    expect(Math.min(ofTag, ofNone)).toBeGreaterThan(50);
  });
});
