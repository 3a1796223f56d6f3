import { BCRYPT_COST } from '../../src/users/slow-hasher';
import { expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
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

const DOORS = 4;
const SUBMISSIONS = 200;
/** Comparisons take some ten milliseconds, so that submissions overtake each other between their two transactions. */
const SLOW_ENOUGH = 8;

let first: TestApp;
let second: TestApp;
let payee: Account;
let payer: Payer;

beforeAll(async () => {
  first = await startApp({ overrides: [[BCRYPT_COST, SLOW_ENOUGH]] });
  second = await startApp({ ...alsoOn(first), overrides: [[BCRYPT_COST, SLOW_ENOUGH]] });
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const either = (index: number) => (index % 2 ? first : second);
const code = (index: number) => payer.backupCodes[index] as string;

async function newPayer(): Promise<void> {
  payer = await registerPayer(first, payee);
}

async function loginToken(): Promise<string> {
  return (await expectStatus(200, login(first, payer.client.email))).body.loginToken;
}

async function usedCodes(): Promise<number> {
  const rows = await first.query('SELECT 1 FROM backup_codes WHERE user_id = $1 AND used_at IS NOT NULL', [
    payer.client.id,
  ]);
  expect(
    await auditEvents(first, `type = 'backup_code.used' AND actor_id = $1`, [payer.client.id]),
  ).toHaveLength(rows.length);
  return rows.length;
}

const succeeded = (answers: Answer[]) => answers.filter(({ status }) => status < 300).length;
const refusedKindly = (answers: Answer[]) => answers.every(({ status }) => status < 500);

describe('one code', () => {
  beforeAll(newPayer);

  it('opens one of four logins and four payments that 200 submissions in two processes try at once', async () => {
    const approvals: string[] = [];
    const logins: string[] = [];
    for (let door = 0; door < DOORS; door++) {
      approvals.push((await pendingApproval(first, payer)).approvalId);
      logins.push(await loginToken());
    }
    const answers = await together(SUBMISSIONS, (index) => {
      const door = Math.floor(index / 4) % DOORS;
      return index % 4 < 2
        ? validateLogin(either(index), logins[door] as string, code(0))
        : verifyAndPay(either(index), payer.client, approvals[door] as string, code(0));
    });
    expect([succeeded(answers), refusedKindly(answers)]).toEqual([1, true]);
    expect(await usedCodes()).toBe(1);
    const accepted = await first.query(
      `SELECT id FROM challenges WHERE user_id = $1 AND verified_by = 'backup_code'`,
      [payer.client.id],
    );
    expect(accepted).toHaveLength(1);
  });
});

describe('a used code', () => {
  beforeAll(newPayer);

  it('opens no door again, in any spelling', async () => {
    await expectStatus(200, validateLogin(first, await loginToken(), code(0)));
    const { approvalId } = await pendingApproval(first, payer);
    const spelt = ` ${code(0).toLowerCase().slice(0, 3)} ${code(0).slice(3)}`;
    const answers = [
      await validateLogin(second, await loginToken(), code(0)),
      await verifyAndPay(second, payer.client, approvalId, spelt),
      await first.call('POST', '/api/2fa/backup-codes', {
        token: payer.client.token,
        body: { password: payer.client.password, code: code(0) },
      }),
    ];
    expect(tally(answers)).toEqual({ '422 code-incorrect': 3 });
    expect(await usedCodes()).toBe(1);
  });

  it('does not use up the others', async () => {
    await expectStatus(200, validateLogin(second, await loginToken(), code(1)));
    expect(await usedCodes()).toBe(2);
  });
});

describe('a code of another person', () => {
  it('proves nothing, and stays good for its owner', async () => {
    await newPayer();
    const victim = payer;
    await newPayer();
    const { approvalId } = await pendingApproval(first, payer);
    const [stolen] = victim.backupCodes as [string];
    expect((await validateLogin(first, await loginToken(), stolen)).status).toBe(422);
    expect((await verifyAndPay(first, payer.client, approvalId, stolen)).status).toBe(422);
    payer = victim;
    await expectStatus(200, validateLogin(second, await loginToken(), stolen));
  });
});

describe('the set that was replaced', () => {
  beforeAll(newPayer);

  it('is dead, also for a code that is being compared while the new one is made', async () => {
    const { token, password } = payer.client;
    const tokens = [await loginToken(), await loginToken(), await loginToken()];
    const proofs = { password, code: freshTotpCode(first, payer.secret) };
    const replacing = first.call('POST', '/api/2fa/backup-codes', { token, body: proofs });
    const racing = together(tokens.length, (index) =>
      validateLogin(either(index), tokens[index] as string, code(index)),
    );
    const [replaced, answers] = await Promise.all([replacing, racing]);
    expect(replaced.status).toBe(200);
    expect(refusedKindly(answers)).toBe(true);
    const [{ left }] = (await first.query<{ left: string }>(
      'SELECT count(*) AS left FROM backup_codes WHERE user_id = $1 AND used_at IS NULL',
      [payer.client.id],
    )) as [{ left: string }];
    expect(Number(left)).toBe(10);
    expect((await validateLogin(first, await loginToken(), code(5))).status).toBe(422);
    await expectStatus(200, validateLogin(second, await loginToken(), replaced.body.backupCodes[5]));
  });

  it('is made once when the same proofs come ten times at once', async () => {
    const { token, password } = payer.client;
    const proofs = { password, code: freshTotpCode(first, payer.secret) };
    const answers = await together(10, (index) =>
      either(index).call('POST', '/api/2fa/backup-codes', { token, body: proofs }),
    );
    expect([succeeded(answers), refusedKindly(answers)]).toEqual([1, true]);
  });
});
