import { randomUUID } from 'node:crypto';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  type Payer,
  pass,
  registerPayer,
  tally,
  together,
  watch,
} from '../support/attacks';
import { type Account, freshTotpCode, registerUser } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payer: Payer;
let other: Payer;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  const payee = await registerUser(first, { accountType: 'payee' });
  [payer, other] = await Promise.all([registerPayer(first, payee), registerPayer(first, payee)]);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

let threshold = 200_000;

function loosen(app: TestApp, { token }: Account, challengeId?: string) {
  const headers: Record<string, string> = challengeId === undefined ? {} : { 'X-2FA-Challenge': challengeId };
  return app.call('PUT', '/api/security-settings', { token, headers, body: { threshold: ++threshold } });
}

async function verified({ client, secret }: Payer, purpose: string): Promise<string> {
  const { token } = client;
  const { body } = await expectStatus(
    201,
    first.call('POST', '/api/2fa/challenges', { token, body: { purpose } }),
  );
  const verify = { token, body: { code: freshTotpCode(first, secret) } };
  await expectStatus(204, first.call('POST', `/api/2fa/challenges/${body.id}/verify`, verify));
  return body.id;
}

async function expectRefused(act: () => ReturnType<typeof loosen>): Promise<void> {
  const { answer, changed, events } = await watch(first, act);
  expect([answer.status, answer.body.code]).toEqual([401, 'second-factor-required']);
  expect(answer.body.purpose).toBe('change-security-settings');
  expect(answer.headers.get('www-authenticate')).toBe(
    'Bearer error="insufficient_user_authentication", acr_values="2fa", max_age="300"',
  );
  expect(changed).toEqual([]);
  expect(events.map(({ outcome }) => outcome)).toEqual(['failure']);
}

it('lets one of twenty requests at once through', async () => {
  const id = await verified(payer, 'manage-factors');
  const { token } = payer.client;
  const setUp = { token, headers: { 'X-2FA-Challenge': id }, body: { method: 'totp' } };
  const answers = await together(20, (index) =>
    (index % 2 ? first : second).call('POST', '/api/2fa/setup', setUp),
  );
  expect(tally(answers)).toEqual({ '201': 1, '401 second-factor-required': 19 });
  const spent = await auditEvents(first, `type = 'challenge.consumed' AND subject_id = $1`, [id]);
  expect(spent.filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
});

it('does not let a second request through', async () => {
  const id = await verified(payer, 'change-security-settings');
  await expectStatus(200, loosen(first, payer.client, id));
  await expectRefused(() => loosen(first, payer.client, id));
});

it('does not serve another purpose', async () => {
  const id = await verified(payer, 'manage-factors');
  await expectRefused(() => loosen(first, payer.client, id));
});

it('does not serve before it is verified', async () => {
  const { body } = await expectStatus(
    201,
    first.call('POST', '/api/2fa/challenges', {
      token: payer.client.token,
      body: { purpose: 'change-security-settings' },
    }),
  );
  await expectRefused(() => loosen(first, payer.client, body.id));
});

it('does not serve another person', async () => {
  const id = await verified(other, 'change-security-settings');
  await expectRefused(() => loosen(first, payer.client, id));
  await expectStatus(200, loosen(first, other.client, id));
});

it('does not serve another session of the same person', async () => {
  const id = await verified(payer, 'change-security-settings');
  const { loginToken } = (await expectStatus(200, login(first, payer.client.email))).body;
  const logged = await expectStatus(
    200,
    first.call('POST', '/api/2fa/validate', {
      body: { loginToken, code: freshTotpCode(first, payer.secret) },
    }),
  );
  await expectRefused(() => loosen(first, { ...payer.client, token: logged.body.token }, id));
});

it('does not serve after five minutes', async () => {
  const id = await verified(payer, 'change-security-settings');
  await pass(first, 5, payer.client);
  await expectRefused(() => loosen(first, payer.client, id));
});

it.each([
  ['nothing', undefined],
  ['one that does not exist', randomUUID()],
  ['something that is no identifier', "' OR 1=1 --"],
  ['a list', `${randomUUID()}, ${randomUUID()}`],
  ['something huge', 'a'.repeat(2_000)],
])('cannot be replaced by %s', async (_, id) => {
  await expectRefused(() => loosen(first, payer.client, id));
});

it('guards the removal of a factor in the same way', async () => {
  const { token } = payer.client;
  const { body: status } = await first.call('GET', '/api/2fa/status', { token });
  const remove = (id: string, challenge?: string) =>
    first.call('DELETE', `/api/2fa/factors/${id}`, {
      token,
      headers: challenge === undefined ? {} : { 'X-2FA-Challenge': challenge },
    });
  const { answer, changed, events } = await watch(first, () => remove(status.factors[0].id));
  expect([answer.status, answer.body.purpose]).toEqual([401, 'manage-factors']);
  expect([changed, events.map(({ outcome }) => outcome)]).toEqual([[], ['failure']]);

  const { body: theirs } = await first.call('GET', '/api/2fa/status', { token: other.client.token });
  const id = await verified(payer, 'manage-factors');
  const foreign = await remove(theirs.factors[0].id, id);
  expect(foreign.status).toBe(404);
  expect(await first.query('SELECT status FROM factors WHERE id = $1', [theirs.factors[0].id])).toEqual([
    { status: 'active' },
  ]);
});
