import { type Enrolled, enrol, expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { auditEvents, pendingApproval, validateLogin, watch, wrongTotpCode } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

let app: TestApp;
let payee: Account;
let person: Account;
let saved: Enrolled;

beforeAll(async () => {
  app = await startApp();
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(() => app.close());

async function newPerson(): Promise<void> {
  person = await registerUser(app);
  saved = await enrol(app, person);
}

const status = async () => (await app.call('GET', '/api/2fa/status', { token: person.token })).body;
const stock = async () => (await status()).backupCodesRemaining;
const code = (index: number) => saved.backupCodes[index] as string;
const renew = (proofs: object) =>
  app.call('POST', '/api/2fa/backup-codes', { token: person.token, body: proofs });
const mailed = (what: string) => app.mailbox.waitFor(person.email, ({ text }) => text.includes(what));

async function logInWith(typed: string, fields: object = {}): Promise<Answer> {
  const { loginToken } = (await expectStatus(200, login(app, person.email))).body;
  return app.call('POST', '/api/2fa/validate', { body: { loginToken, code: typed, ...fields } });
}

describe('a new set', () => {
  beforeAll(newPerson);

  it('is refused without either, audited, and the old set lives on', async () => {
    const { password } = person;
    const right = freshTotpCode(app, saved.secret);
    const attempts = [
      [{ password: 'not the password at all', code: right }, 401, 'invalid-credentials'],
      [{ password, code: wrongTotpCode(app, saved.secret) }, 422, 'code-incorrect'],
      [{ password, code: 'ZZZZ-ZZZZ' }, 422, 'code-incorrect'],
    ] as const;
    for (const [proofs, status, problem] of attempts) {
      const { answer, changed, events } = await watch(app, () => renew(proofs));
      expect([answer.status, answer.body.code, changed]).toEqual([status, problem, ['verification_budgets']]);
      expect(events).toMatchObject([{ type: 'backup_codes.regenerated', outcome: 'failure' }]);
    }
    expect((await renew({ password })).status).toBe(400);
    await expectStatus(200, logInWith(code(0)));
  });

  it('takes password and code, and kills the old set and recovery code', async () => {
    const { password } = person;
    const recoveryCode = () =>
      app.query('SELECT code_mac FROM recovery_codes WHERE user_id = $1', [person.id]);
    const before = await recoveryCode();
    const { body } = await expectStatus(200, renew({ password, code: freshTotpCode(app, saved.secret) }));
    expect(Object.keys(body).sort()).toEqual(['backupCodes', 'recoveryCode']);
    expect(body.backupCodes.filter((one: string) => saved.backupCodes.includes(one))).toEqual([]);
    expect(await recoveryCode()).not.toEqual(before);
    expect((await logInWith(code(1))).status).toBe(422);
    saved = { ...saved, ...body };
    await expectStatus(200, logInWith(code(0)));
    expect(await stock()).toBe(9);
    await mailed('New backup codes were made');
    const events = await auditEvents(app, `type = 'backup_codes.regenerated' AND actor_id = $1`, [person.id]);
    expect(events.at(-1)).toMatchObject({ outcome: 'success', details: { backupCodesRemaining: 10 } });
  });

  it('can be made with the last code of the old one', async () => {
    const { password } = person;
    const { body } = await expectStatus(200, renew({ password, code: spelt(code(9)) }));
    expect(body.backupCodes).toHaveLength(10);
    expect(await stock()).toBe(10);
    expect((await renew({ password, code: code(9) })).status).toBe(422);
  });

  it('is for people with a second factor', async () => {
    person = await registerUser(app);
    const answer = await renew({ password: person.password, code: '123456' });
    expect([answer.status, answer.body.code]).toEqual([409, 'two-factor-not-enabled']);
  });
});

describe('one budget', () => {
  it('counts wrong backup codes like any wrong code: the third locks payments', async () => {
    await newPerson();
    const { approvalId } = await pendingApproval(app, { client: person, payee });
    const pay = (typed: string) => verifyAndPay(app, person, approvalId, typed);
    expect((await pay('ZZZZ-ZZZZ')).body).toMatchObject({ code: 'code-incorrect', attemptsRemaining: 2 });
    expect((await pay(wrongTotpCode(app, saved.secret))).body).toMatchObject({ attemptsRemaining: 1 });
    const third = await pay('ZZZZZZZ1');
    expect(third.body).toMatchObject({ code: 'code-incorrect', lockedUntil: expect.any(String) });
    expect((await pay(code(0))).status).toBe(423);
    expect(await stock()).toBe(10);
    await mailed('Payment approval was locked');
  });

  it('does not count what can be neither six digits nor a backup code', async () => {
    await newPerson();
    const { loginToken } = (await expectStatus(200, login(app, person.email))).body;
    for (const typed of ['ZZZZ-ZZZ', 'ZZZZ-ZZZZ-Z', 'UUUU-UUUU', '1234567', saved.recoveryCode]) {
      const { answer, changed } = await watch(app, () => validateLogin(app, loginToken, typed));
      expect([answer.status, answer.body.code, changed]).toEqual([400, 'validation-failed', []]);
    }
  });

  it('forgets within a minute what a process that died was comparing', async () => {
    await newPerson();
    const { approvalId } = await pendingApproval(app, { client: person, payee });
    const now = app.clock.now();
    await app.query('UPDATE verification_budgets SET reservations = $2 WHERE user_id = $1', [
      person.id,
      [now, now, now],
    ]);
    const busy = await verifyAndPay(app, person, approvalId, code(0));
    expect([busy.status, busy.body.code, busy.headers.get('retry-after')]).toEqual([
      429,
      'too-many-attempts',
      '2',
    ]);
    app.clock.advance(61_000);
    await expectStatus(200, verifyAndPay(app, person, approvalId, code(0)));
  });
});

/** As people copy it: lower case, in two groups, O for zero and L for one. */
function spelt(code: string): string {
  const letters = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
  return ` ${letters.slice(0, 4)}-${letters.slice(4)} `;
}
