import { MINUTE } from '../../src/common/clock';
import { type Account, expectStatus, freshEmail, login, openAccount, PASSWORD } from '../support/accounts';
import { addressCode, askForAddress, changeAddress, confirmAddress } from '../support/addresses';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, otherCode, registerPayer, tally, together } from '../support/attacks';
import { freshTotpCode } from '../support/factories';
import { challengeHeader, report, reportTokenOf } from '../support/notices';

const CHANGED = 'The e-mail address of your account was changed';
let first: TestApp;
let second: TestApp;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});

const either = (index: number) => (index % 2 ? first : second);
const emailOf = async ({ id }: Account) =>
  (await first.query<{ email: string }>('SELECT email FROM users WHERE id = $1', [id]))[0]?.email;

async function expectNothingFor(
  person: Account,
  answer: Promise<{ status: number; body: { code: string } }>,
) {
  const before = await emailOf(person);
  const { status, body } = await answer;
  expect([status, body.code]).toEqual([422, 'code-incorrect']);
  expect(await emailOf(person)).toBe(before);
}

it('a right code sent fifty times at once, to two replicas, changes the address once', async () => {
  const person = await openAccount(first);
  const code = await addressCode(first, person, freshEmail());
  const answers = await together(50, (index) => confirmAddress(either(index), person, code));
  expect(tally(answers)).toEqual({ '204': 1, '422 code-incorrect': 49 });
  expect(await first.query('SELECT FROM email_changes WHERE user_id = $1', [person.id])).toHaveLength(1);
});

it('of fifty guesses at once five are looked at, and then the right code is worth nothing', async () => {
  const person = await openAccount(first);
  const code = await addressCode(first, person, freshEmail());
  const answers = await together(50, (index) => confirmAddress(either(index), person, otherCode(code)));
  expect(tally(answers)).toEqual({ '422 code-incorrect': 50 });
  const tokens = await first.query(
    `SELECT attempts FROM account_tokens WHERE user_id = $1 AND purpose = 'change-email'`,
    [person.id],
  );
  expect(tokens).toEqual([{ attempts: 5 }]);
  await expectNothingFor(person, confirmAddress(first, person, code));
  const events = await auditEvents(first, `type = 'account.email_changed' AND actor_id = $1`, [person.id]);
  expect(events.map(({ outcome }) => outcome)).toEqual(Array(51).fill('failure'));
});

it('of two accounts that prove one mailbox at once, one gets the address', async () => {
  const people = await together(2, () => openAccount(first));
  for (let round = 0; round < 4; round++) {
    const wanted = freshEmail();
    const claims: { person: Account; code: string }[] = [];
    for (const person of people) claims.push({ person, code: await addressCode(first, person, wanted) });
    const answers = await Promise.all(
      claims.map(({ person, code }, index) => confirmAddress(either(index), person, code)),
    );
    expect(tally(answers)).toEqual({ '204': 1, '409 email-taken': 1 });
    const owners = await Promise.all(people.map(emailOf));
    expect(owners.filter((email) => email === wanted)).toHaveLength(1);
  }
});

it('a code is worth nothing for another person, in another session, for another address, too late, or for another use', async () => {
  const person = await openAccount(first);
  const stranger = await openAccount(first);
  await addressCode(first, stranger, freshEmail());
  const to = freshEmail();
  const overtaken = await addressCode(first, person, freshEmail());
  const code = await addressCode(first, person, to);
  await expectNothingFor(stranger, confirmAddress(first, stranger, code));
  const otherSession = { ...person, token: (await login(first, person.email)).body.token };
  await expectNothingFor(person, confirmAddress(first, otherSession, code));
  if (overtaken !== code) await expectNothingFor(person, confirmAddress(first, person, overtaken));
  const asVerification = { body: { email: to, code } };
  await expectNothingFor(person, first.call('POST', '/api/auth/verify-email', asVerification));
  first.clock.advance(10 * MINUTE);
  await expectNothingFor(person, confirmAddress(first, person, code));
  await expectStatus(401, first.call('POST', '/api/auth/email/confirm', { body: { code } }));
});

it('a new password voids the code, and ended sessions cannot use theirs', async () => {
  const person = await openAccount(first);
  const thief = { ...person, token: (await login(first, person.email)).body.token };
  const ofThief = await addressCode(first, thief, freshEmail());
  const change = (currentPassword: string, newPassword: string) =>
    first.call('POST', '/api/auth/password', { token: person.token, body: { currentPassword, newPassword } });
  await expectStatus(204, change(PASSWORD, 'copper walrus under seven moons'));
  await expectStatus(401, confirmAddress(first, thief, ofThief));
  await expectStatus(204, change('copper walrus under seven moons', PASSWORD));
  const own = await addressCode(first, person, freshEmail());
  await expectStatus(204, change(PASSWORD, 'another walrus under six moons'));
  await expectNothingFor(person, confirmAddress(first, person, own));
});

it('a taken address answers like a free one, in whatever spelling, and only its mailbox learns of it', async () => {
  const owner = await openAccount(first);
  const person = await openAccount(first);
  const ofFree = await expectStatus(202, askForAddress(first, person, freshEmail()));
  const ofTaken = await expectStatus(202, askForAddress(first, person, owner.email.toUpperCase()));
  expect(Object.keys(ofTaken.body)).toEqual(Object.keys(ofFree.body));
  const { text } = await first.mailbox.waitFor(owner.email, ({ subject }) => /already have/.test(subject));
  expect(text).not.toMatch(/\d{6}/);
  const [event] = await auditEvents(
    first,
    `type = 'account.email_change_requested' AND outcome = 'failure' AND actor_id = $1`,
    [person.id],
  );
  expect(event?.details).toEqual({ codeSent: false, reason: 'address-taken' });
  const answers = await together(6, (index) => confirmAddress(first, person, String(100_000 + index)));
  expect(tally(answers)).toEqual({ '422 code-incorrect': 6 });
  expect(await emailOf(owner)).toBe(owner.email);
});

it('a challenge lets one request through, of its own person only', async () => {
  const { client, secret } = await registerPayer(first);
  const other = await registerPayer(first);
  const headers = await challengeHeader(first, client, 'change-email', freshTotpCode(first, secret));
  const ask = ({ token }: Account) =>
    first.call('POST', '/api/auth/email', {
      token,
      headers,
      body: { newEmail: freshEmail(), password: PASSWORD },
    });
  expect((await ask(other.client)).body.code).toBe('second-factor-required');
  const answers = await together(4, () => ask(client));
  expect(tally(answers)).toEqual({ '202': 1, '401 second-factor-required': 3 });
});

it('nobody mails strangers without end', async () => {
  const person = await openAccount(first);
  for (let times = 0; times < 5; times++) await expectStatus(202, askForAddress(first, person, freshEmail()));
  const refused = await askForAddress(first, person, freshEmail());
  expect([refused.status, refused.body.code]).toEqual([429, 'too-many-codes']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
});

describe('"wasn\'t me", said in the former mailbox', () => {
  const passwordMailsTo = (email: string) =>
    first.query(`SELECT FROM messages WHERE template = 'set-password' AND destination = $1`, [email]);

  it('gives the account its address back, through any number of changes, and no link to the thief', async () => {
    const person = await openAccount(first);
    const owned = person.email;
    const stolen = [freshEmail(), freshEmail()];
    for (const address of stolen) await changeAddress(first, person, address);
    const link = await reportTokenOf(first, { ...person, email: owned }, CHANGED);
    const answers = await together(6, (index) => report(either(index), link));
    expect(tally(answers)).toEqual({ '200': 6 });
    expect(await emailOf(person)).toBe(owned);
    expect(await passwordMailsTo(owned)).toHaveLength(1);
    for (const address of stolen) expect(await passwordMailsTo(address)).toHaveLength(0);
    await expectStatus(401, first.call('GET', '/api/auth/me', { token: person.token }));
    const [event] = await auditEvents(first, `type = 'account.email_restored' AND actor_id = $1`, [
      person.id,
    ]);
    expect(event?.outcome).toBe('success');

    const ofThief = await reportTokenOf(first, { ...person, email: stolen[0] as string }, CHANGED);
    await expectStatus(200, report(first, ofThief));
    expect(await emailOf(person)).toBe(owned);
    expect(await passwordMailsTo(stolen[0] as string)).toHaveLength(0);
  });

  it('sends no link to anybody when the former address belongs to another account by now', async () => {
    const person = await openAccount(first);
    const owned = person.email;
    const thief = freshEmail();
    await changeAddress(first, person, thief);
    const successor = await openAccount(first);
    await changeAddress(first, successor, owned);
    await expectStatus(200, report(first, await reportTokenOf(first, { ...person, email: owned }, CHANGED)));
    expect(await emailOf(person)).toBe(thief);
    expect(await emailOf(successor)).toBe(owned);
    expect(await passwordMailsTo(thief)).toHaveLength(0);
    await expectStatus(401, login(first, thief));
    const [event] = await auditEvents(first, `type = 'account.email_restored' AND actor_id = $1`, [
      person.id,
    ]);
    expect([event?.outcome, event?.details.reason]).toEqual(['failure', 'email-taken']);
  });
});
