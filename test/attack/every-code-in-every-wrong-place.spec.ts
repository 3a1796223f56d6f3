import { expectStatus, login, PASSWORD } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { capturesOf, type PendingApproval, pass, pendingApproval, registerPayer } from '../support/attacks';
import { type Account, freshTotpCode, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

type Kind = 'totp' | 'sms' | 'email' | 'backup';

interface Person {
  client: Account;
  /** The code for the newest request. */
  code(): Promise<string>;
  backupCodes: string[];
}

let phones: Phones;
let app: TestApp;
let payee: Account;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: { ...phones.env, SMS_HOURLY_PER_ADDRESS: '1000' } });
  phones.twilio.applicationUrl = app.url;
});
afterAll(async () => {
  await app.close();
  await phones.close();
});

async function personWith(kind: Kind): Promise<Person> {
  if (kind === 'email') {
    const client = await registerUser(app);
    return { client, code: () => app.mailbox.codeFor(client.email), backupCodes: [] };
  }
  if (kind === 'sms') {
    const client = await registerUser(app);
    const { phone, backupCodes } = await enrolSms(app, phones, client);
    return { client, code: () => phones.codeFor(phone), backupCodes };
  }
  const { client, secret, backupCodes } = await registerPayer(app, payee);
  const spare = [...backupCodes];
  const code = async () => (kind === 'totp' ? freshTotpCode(app, secret) : (spare.pop() as string));
  return { client, code, backupCodes: spare };
}

/** Texts that came late, or again by the other provider, are not answers to this. */
function ask(person: Person): Promise<PendingApproval> {
  phones.texts.splice(0);
  return pendingApproval(app, { client: person.client, payee });
}

const pay = ({ token }: Account, approvalId: string, code: string, prefix = '/api') =>
  app.call('POST', `${prefix}/milestones/verify-and-pay`, { token, body: { approvalId, code } });

const said = ({ status, body }: Answer) => `${status} ${body.code ?? ''}`.trim();

/** Ways to write the same code. */
function spellings(code: string): string[] {
  const wide = [...code].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join('');
  return [
    code,
    wide,
    ` ${code.slice(0, 3)} ${code.slice(3)} `,
    `${code.slice(0, 3)}-${code.slice(3)}`,
    code.toLowerCase(),
  ];
}

async function otherSession({ client, backupCodes }: Person): Promise<Account> {
  const { token, loginToken } = (await expectStatus(200, login(app, client.email))).body;
  if (token) return { ...client, token };
  const body = { loginToken, code: backupCodes.shift() };
  const { body: answer } = await expectStatus(200, app.call('POST', '/api/2fa/validate', { body }));
  return { ...client, token: answer.token };
}

describe.each<Kind>(['totp', 'sms', 'email', 'backup'])('a right code (%s)', (kind) => {
  let person: Person;
  let stranger: Person;
  beforeAll(async () => {
    payee = await registerUser(app, { accountType: 'payee' });
    [person, stranger] = [await personWith(kind), await personWith(kind)];
  });
  /** Limits on sending and guessing are not what keeps these codes out. */
  beforeEach(() => pass(app, 31, person.client, stranger.client, payee));

  it('is not good for another purpose', async () => {
    const { approvalId, challengeId } = await ask(person);
    const code = await person.code();
    const { token } = person.client;
    const at = (path: string, body: object) => app.call('POST', `/api${path}`, { token, body });
    expect(said(await at(`/2fa/challenges/${challengeId}/verify`, { code }))).toBe(
      '409 challenge-purpose-mismatch',
    );
    expect(said(await at('/2fa/validate', { loginToken: token, code }))).toBe('401 login-expired');
    if (kind === 'sms' || kind === 'email') {
      const open = await expectStatus(201, at('/2fa/challenges', { purpose: 'change-security-settings' }));
      const other = await person.code();
      if (other !== code)
        expect(said(await at(`/2fa/challenges/${open.body.id}/verify`, { code }))).toBe('422 code-incorrect');
      if (kind === 'sms')
        expect(said(await at('/2fa/disable', { password: PASSWORD, code }))).toBe('422 code-incorrect');
    }
    expect(said(await pay(person.client, approvalId, code))).toBe('200');
  });

  it('is not good for another person', async () => {
    const [mine, theirs] = [await ask(person), await ask(stranger)];
    const code = await person.code();
    expect(said(await pay(stranger.client, mine.approvalId, code))).toBe('404 not-found');
    const own = await stranger.code();
    if (own !== code)
      expect(said(await pay(stranger.client, theirs.approvalId, code))).toBe('422 code-incorrect');
    expect(await capturesOf(app, theirs.approvalId)).toEqual([]);
    expect(said(await pay(person.client, mine.approvalId, code))).toBe('200');
  });

  it('is not good in another session of the same person', async () => {
    const { approvalId } = await ask(person);
    const code = await person.code();
    const elsewhere = await otherSession(person);
    for (const prefix of ['/api', '/api/v1'])
      expect(said(await pay(elsewhere, approvalId, code, prefix))).toBe('409 challenge-other-session');
    expect(said(await pay(person.client, approvalId, code))).toBe('200');
  });

  it('is good once, in whatever spelling and at whatever spelling of the address', async () => {
    const { approvalId } = await ask(person);
    const code = await person.code();
    expect(said(await pay(person.client, approvalId, code, '/api/v1'))).toBe('200');
    for (const prefix of ['/api', '/api/v1'])
      for (const spelling of spellings(code))
        expect(said(await pay(person.client, approvalId, spelling, prefix))).toMatch(/^409 /);
    expect(await capturesOf(app, approvalId)).toHaveLength(1);
    for (const spelling of spellings(code)) {
      if (kind === 'sms' || kind === 'email') await pass(app, 16, person.client, payee);
      const { token } = person.client;
      const next = await ask(person);
      const right = kind === 'sms' || kind === 'email' ? await person.code() : null;
      if (right !== code)
        expect(said(await pay(person.client, next.approvalId, spelling))).toBe('422 code-incorrect');
      await app.query(
        `UPDATE verification_budgets SET recent_failures = '{}', payment_failures = 0 WHERE user_id = $1`,
        [person.client.id],
      );
      expect(await capturesOf(app, next.approvalId)).toEqual([]);
      expect(
        (await app.call('DELETE', `/api/milestones/approvals/${next.approvalId}`, { token })).status,
      ).toBe(204);
    }
  });
});
