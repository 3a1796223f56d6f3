import { randomUUID } from 'node:crypto';
import { type Account, enrol, expectStatus, login, openAccount } from '../support/accounts';
import { type Answer, startApp, type TestApp } from '../support/app';
import { registerPayer, together, watch } from '../support/attacks';
import { newOperator, registerOperator, totpCode, withKey } from '../support/factories';
import { changePolicy } from '../support/policies';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

interface Operation {
  security?: unknown[];
}

/** Every call of the published document but those that need no session at all. */
async function protectedCalls(): Promise<string[]> {
  const { body } = await expectStatus(200, app.call('GET', '/openapi.json'));
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security }]) => security?.length !== 0)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
}

/** What leads to a factor, or away. Everything else must stay closed. */
const open = [
  'GET /api/2fa/challenges/{id}',
  'GET /api/2fa/diagnostics',
  'GET /api/2fa/status',
  'GET /api/auth/me',
  'GET /api/recovery/requests/current',
  'POST /api/2fa/challenges',
  'POST /api/2fa/challenges/{id}/resend',
  'POST /api/2fa/challenges/{id}/verify',
  'POST /api/2fa/setup',
  'POST /api/2fa/verify',
  'POST /api/auth/logout',
  'POST /api/auth/password',
];

function ask(app: TestApp, call: string, token: string): Promise<Answer> {
  const [method = '', path = ''] = call.split(' ');
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
  return app.call(method, path.replace(/\{\w+\}/g, randomUUID()), { token, headers: withKey(), ...body });
}

/** Logging out comes last: it ends the session that asks. */
async function answersTo(
  { token }: Account,
  asked: (call: string) => boolean = () => true,
): Promise<[string, Answer][]> {
  const calls = (await protectedCalls()).filter((call) => call !== 'POST /api/auth/logout' && asked(call));
  return Promise.all(
    calls.map(async (call): Promise<[string, Answer]> => [call, await ask(app, call, token)]),
  );
}

const callsThat = (answers: [string, Answer][], judge: (answer: Answer) => boolean) =>
  answers.filter(([, answer]) => judge(answer)).map(([call]) => call);

async function expectClosed(stuck: Account): Promise<void> {
  const { answer: answers, changed } = await watch(app, () => answersTo(stuck));
  expect(answers.length).toBeGreaterThan(30);
  const opened = callsThat(answers, ({ body }) => body.code !== 'enrolment-required');
  expect([...opened, 'POST /api/auth/logout'].sort()).toEqual(open);
  expect(callsThat(answers, ({ status }) => status === 401 || status >= 500)).toEqual([]);
  expect(changed).toEqual([]);
}

it.each(['admin', 'auditor'] as const)(
  'a new %s opens what leads to a factor, and nothing else',
  async (accountType) => {
    await expectClosed(await newOperator(app, accountType));
  },
);

it('a session whose grace has ended does not open more', async () => {
  const [client, payee] = [await openAccount(app), await openAccount(app, { accountType: 'payee' })];
  for (const accountType of ['client', 'payee'])
    await changePolicy(app, accountType, { enforcement: 'required', grace_days: 0 });
  await expectClosed(client);
  await expectClosed(payee);
});

it('a session that is to replace lost factors does not open more either', async () => {
  const person = await openAccount(app);
  const { backupCodes } = await enrol(app, person);
  const { loginToken } = (await expectStatus(200, login(app, person.email))).body;
  const lost = { body: { loginToken, code: backupCodes[0], lostDevice: true } };
  const { token } = (await expectStatus(200, app.call('POST', '/api/2fa/validate', lost))).body;
  await expectClosed({ ...person, token });
});

it('a session of somebody who is no admin any more opens none of what is for admins and auditors', async () => {
  const admin = await registerOperator(app, 'admin');
  await app.query(`UPDATE users SET account_type = 'client' WHERE id = $1`, [admin.id]);
  const privileged = /^\w+ \/api\/(admin|audit|analytics)\//;
  const { answer: answers, changed } = await watch(app, () =>
    answersTo(admin, (call) => privileged.test(call)),
  );
  expect(answers.length).toBeGreaterThan(30);
  expect(callsThat(answers, ({ body }) => body.code !== 'forbidden')).toEqual([]);
  expect(changed).toEqual([]);
});

it('a half-finished login opens nothing of it', async () => {
  const { client } = await registerPayer(app);
  const { loginToken } = (await expectStatus(200, login(app, client.email))).body;
  const answers = await answersTo({ ...client, token: loginToken });
  expect(callsThat(answers, ({ status }) => status !== 401)).toEqual([
    'POST /api/2fa/challenges/{id}/resend',
  ]);
});

it('an account that becomes one of another type meets the policy of that type at its next request', async () => {
  const { client } = await registerPayer(app);
  await app.query(`UPDATE users SET account_type = 'admin' WHERE id = $1`, [client.id]);
  expect((await app.call('GET', '/api/audit/events', { token: client.token })).status).toBe(200);
  const bare = await newOperator(app, 'auditor');
  expect((await app.call('GET', '/api/audit/events', { token: bare.token })).body.code).toBe(
    'enrolment-required',
  );
});

it('two factors at once make one whole session', async () => {
  const admin = await newOperator(app, 'admin');
  const setup = { token: admin.token, body: { method: 'totp' } };
  const { factorId, secret } = (await expectStatus(201, app.call('POST', '/api/2fa/setup', setup))).body;
  const body = { factorId, code: totpCode(secret, app.clock.now()) };
  const answers = await together(5, () => app.call('POST', '/api/2fa/verify', { token: admin.token, body }));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});
