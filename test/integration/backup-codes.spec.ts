import { compare } from 'bcrypt';
import { BCRYPT_COST, COST } from '../../src/users/slow-hasher';
import { type Enrolled, enrol, expectStatus, login } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, pendingApproval } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, totpCode, verifyAndPay } from '../support/factories';

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
const mailed = (what: string) => app.mailbox.waitFor(person.email, ({ text }) => text.includes(what));

async function logInWith(typed: string, fields: object = {}): Promise<Answer> {
  const { loginToken } = (await expectStatus(200, login(app, person.email))).body;
  return app.call('POST', '/api/2fa/validate', { body: { loginToken, code: typed, ...fields } });
}

async function verifiedChallenge(typed: string): Promise<Record<string, string>> {
  const { token } = person;
  const { body } = await expectStatus(
    201,
    app.call('POST', '/api/2fa/challenges', { token, body: { purpose: 'manage-factors' } }),
  );
  await expectStatus(
    204,
    app.call('POST', `/api/2fa/challenges/${body.id}/verify`, { token, body: { code: typed } }),
  );
  return { 'X-2FA-Challenge': body.id };
}

describe('the first factor', () => {
  beforeAll(async () => {
    const unhurried = await startApp({ ...alsoOn(app), overrides: [[BCRYPT_COST, COST]] });
    person = await registerUser(app);
    saved = await enrol(unhurried, person);
    await unhurried.close();
  });

  it('brings ten codes of eight letters and a recovery code of sixteen', async () => {
    expect(new Set(saved.backupCodes).size).toBe(10);
    for (const one of saved.backupCodes) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(saved.recoveryCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(await stock()).toBe(10);
    const generated = await auditEvents(app, `type = 'backup_codes.generated' AND actor_id = $1`, [
      person.id,
    ]);
    expect(generated).toMatchObject([{ outcome: 'success', details: { backupCodesRemaining: 10 } }]);
  });

  it('leaves bcrypt of cost 12 over something else than the code, and ten different tags', async () => {
    const rows = await app.query<{ tag: number; hash: string }>(
      'SELECT tag, code_hash AS hash FROM backup_codes WHERE user_id = $1',
      [person.id],
    );
    expect(new Set(rows.map(({ tag }) => tag)).size).toBe(10);
    for (const { hash } of rows) expect(hash).toMatch(/^\$2b\$12\$/);
    expect(await compare(code(0), (rows[0] as { hash: string }).hash)).toBe(false);
  });

  it('is the only one that brings codes', async () => {
    const headers = await verifiedChallenge(freshTotpCode(app, saved.secret));
    const { token } = person;
    const setup = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token, body: { method: 'totp' }, headers }),
    );
    const { factorId, secret } = setup.body;
    const proof = { factorId, code: totpCode(secret, app.clock.now()) };
    const { body } = await expectStatus(200, app.call('POST', '/api/2fa/verify', { token, body: proof }));
    expect(Object.keys(body).sort()).toEqual(['enabled', 'expiresAt', 'token']);
    person.token = body.token;
    expect(await stock()).toBe(10);
  });

  it('may be an address; the codes log in without the mailbox', async () => {
    person = await registerUser(app);
    const { token } = person;
    const setup = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token, body: { method: 'email' } }),
    );
    const proof = { factorId: setup.body.factorId, code: await app.mailbox.codeFor(person.email) };
    const { body } = await expectStatus(200, app.call('POST', '/api/2fa/verify', { token, body: proof }));
    expect((await logInWith(body.backupCodes[4])).status).toBe(200);
  });
});

describe('a backup code', () => {
  beforeAll(newPerson);

  it.each([
    ['as it was shown', 0, (typed: string) => typed, {}],
    ['in lower case, with a dash and spaces', 1, spelt, {}],
    ['named as the method', 2, (typed: string) => typed, { method: 'backup_code' }],
  ])('logs in %s', async (_, index, spell, fields) => {
    const before = await stock();
    const { body } = await expectStatus(200, logInWith(spell(code(index)), fields));
    expect(body.status).toBe('authenticated');
    expect(await stock()).toBe(before - 1);
    await mailed(`A backup code was used to log in; ${before - 1} of them left`);
    const used = await auditEvents(app, `type = 'backup_code.used' AND actor_id = $1`, [person.id]);
    expect(used.at(-1)).toMatchObject({
      details: { purpose: 'login', backupCodesRemaining: before - 1 },
    });
    const logins = await auditEvents(app, `type = 'session.second_factor' AND actor_id = $1`, [person.id]);
    expect(logins.at(-1)).toMatchObject({ outcome: 'success', details: { method: 'backup_code' } });
  });

  it('wipes its hash when it is used', async () => {
    const used = await app.query(
      'SELECT code_hash FROM backup_codes WHERE user_id = $1 AND used_at IS NOT NULL',
      [person.id],
    );
    expect(used).toEqual(Array(3).fill({ code_hash: null }));
  });

  it('is not taken where another method is named, nor for a pending factor', async () => {
    expect((await logInWith(code(3), { method: 'totp' })).status).toBe(422);
    const headers = await verifiedChallenge(freshTotpCode(app, saved.secret));
    const { token } = person;
    const setup = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token, body: { method: 'totp' }, headers }),
    );
    const proof = { factorId: setup.body.factorId, code: code(3) };
    expect((await app.call('POST', '/api/2fa/verify', { token, body: proof })).status).toBe(400);
    expect(await stock()).toBe(7);
  });

  it('pays', async () => {
    const { approvalId, challengeId } = await pendingApproval(
      app,
      { client: person, payee },
      { amount: 700_000 },
    );
    const { body } = await expectStatus(200, verifyAndPay(app, person, approvalId, code(3)));
    expect(body).toMatchObject({ success: true, payments: [{ status: 'released' }] });
    const [challenge] = await app.query('SELECT verified_by FROM challenges WHERE id = $1', [challengeId]);
    expect(challenge).toEqual({ verified_by: 'backup_code' });
    await mailed('used to approve a payment; 6 of them left');
  });

  it('lets somebody replace a phone that is lost', async () => {
    const [lost] = (await status()).factors;
    const headers = await verifiedChallenge(code(4));
    const { token } = person;
    const setup = await expectStatus(
      201,
      app.call('POST', '/api/2fa/setup', { token, body: { method: 'totp' }, headers }),
    );
    const { factorId, secret } = setup.body;
    const proof = { factorId, code: totpCode(secret, app.clock.now()) };
    person.token = (
      await expectStatus(200, app.call('POST', '/api/2fa/verify', { token, body: proof }))
    ).body.token;
    await expectStatus(
      204,
      app.call('DELETE', `/api/2fa/factors/${lost.id}`, {
        token: person.token,
        headers: await verifiedChallenge(code(5)),
      }),
    );
    expect(await status()).toMatchObject({ factors: [{ id: factorId }], backupCodesRemaining: 4 });
  });

  it('that leaves three is followed by a notice to make new ones', async () => {
    await expectStatus(200, logInWith(code(6)));
    await mailed('Only 3 backup codes are left');
    await expectStatus(200, logInWith(code(7)));
    await mailed('2 of them left');
    const notices = app.mailbox.messages.filter(
      ({ to, text }) => to === person.email && text.includes('Only 3'),
    );
    expect(notices).toHaveLength(1);
  });

  it('turns 2FA off together with the password; what is left of the set goes with it', async () => {
    const { token, password } = person;
    const proofs = { password, code: code(8) };
    await expectStatus(204, app.call('POST', '/api/2fa/disable', { token, body: proofs }));
    expect(await stock()).toBe(0);
    for (const table of ['backup_codes', 'recovery_codes'])
      expect(await app.query(`SELECT 1 FROM ${table} WHERE user_id = $1`, [person.id])).toEqual([]);
    const again = await enrol(app, person);
    expect(again.backupCodes).toHaveLength(10);
    expect((await logInWith(code(9))).status).toBe(422);
  });
});

/** As people copy it: lower case, in two groups, O for zero and L for one. */
function spelt(code: string): string {
  const letters = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
  return ` ${letters.slice(0, 4)}-${letters.slice(4)} `;
}
