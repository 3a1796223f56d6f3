import { MINUTE, SECOND } from '../../src/common/clock';
import { enrol, expectStatus, login } from '../support/accounts';
import { actAsAdmin } from '../support/admins';
import { type Answer, startApp, type TestApp } from '../support/app';
import { alsoOn, tally, together, validateLogin } from '../support/attacks';
import {
  type Account,
  freshTotpCode,
  type Operator,
  registerOperator,
  registerUser,
} from '../support/factories';
import { changePolicy } from '../support/policies';

const LOGINS = 6;

let first: TestApp;
let second: TestApp;
let admin: Operator;
let bare: Account;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  admin = await registerOperator(first, 'admin');
  bare = await registerUser(first);
});
afterEach(() => changePolicy(first, 'client', { enforcement: 'optional', session_hours: 12 }));
afterAll(async () => {
  await second?.close();
  await first?.close();
});

const either = (index: number) => (index % 2 ? first : second);
const contracts = (token: string) => first.call('GET', '/api/contracts', { token });
const change = (body: object) => actAsAdmin(first, admin, 'PUT', '/api/admin/2fa-policies/client', body);
const logIn = (index: number) => login(either(index), bare.email);
const tokensOf = (answers: readonly Answer[]) => answers.map(({ body }) => body.token as string);

it('leaves nobody a whole session who has no factor when one becomes required meanwhile', async () => {
  const seen = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const [answers, changed] = await Promise.all([
      together(LOGINS, logIn),
      change({ enforcement: 'required', graceDays: 0 }),
    ]);
    expect(changed.status).toBe(200);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      seen.add(body.status);
    }
    const later = await Promise.all(tokensOf(answers).map(contracts));
    expect(tally(later)).toEqual({ '403 enrolment-required': LOGINS });
    await changePolicy(first, 'client', { enforcement: 'optional' });
    expect(tally(await Promise.all(tokensOf(answers).map(contracts)))).toEqual({ '200': LOGINS });
  }
  expect([...seen].every((status) => ['authenticated', 'enrolment_required'].includes(status))).toBe(true);
});

it('ends sessions by the hours that the policy allows in the end, whichever was first', async () => {
  const shorter = { enforcement: 'optional', sessionHours: 1 };
  const [answers, changed] = await Promise.all([together(LOGINS, logIn), change(shorter)]);
  expect(changed.status).toBe(200);
  const tokens = tokensOf(answers);
  const all = async () => tally(await Promise.all(tokens.map(contracts)));
  for (let quarter = 0; quarter < 5; quarter++) {
    first.clock.advance(11 * MINUTE);
    expect(await all()).toEqual({ '200': LOGINS });
  }
  first.clock.advance(5 * MINUTE + SECOND);
  expect(await all()).toEqual({ '401 unauthenticated': LOGINS });
});

it('takes one code once, and opens one session, when the policy changes while it is judged', async () => {
  const person = await registerUser(first);
  const { secret } = await enrol(first, person);
  admin = await registerOperator(first, 'admin');
  for (let round = 0; round < 3; round++) {
    const { loginToken } = (await expectStatus(200, login(first, person.email))).body;
    const code = freshTotpCode(first, secret);
    const [answers, changed] = await Promise.all([
      together(10, (index) => validateLogin(either(index), loginToken, code)),
      change({ enforcement: round % 2 ? 'required' : 'optional', graceDays: 0 }),
    ]);
    expect(changed.status).toBe(200);
    const opened = answers.filter(({ status }) => status === 200);
    expect(opened.map(({ body }) => body.status)).toEqual(['authenticated']);
    await expectStatus(200, contracts(opened[0]?.body.token));
  }
});
