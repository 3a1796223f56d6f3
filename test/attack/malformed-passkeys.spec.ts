import { startApp, type TestApp } from '../support/app';
import { pendingApproval, watch } from '../support/attacks';
import { Authenticator } from '../support/authenticator';
import { type Account, registerUser } from '../support/factories';
import { challengeFor, enrolPasskey, setUpPasskey, startLogin } from '../support/passkeys';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

type Credential = { id: string; rawId: string; type: string; response: Record<string, unknown> };

const confused: unknown[] = [
  null,
  true,
  5,
  '',
  'A',
  'AA==',
  '€',
  [],
  ['AAEC'],
  {},
  { toString: 'x' },
  'A'.repeat(30_000),
];
const clientData = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One fault each: the wrong type, form or length of every field, and content that cannot be parsed. */
function malformed(valid: Credential): unknown[] {
  const withResponse = (change: object) => ({ ...valid, response: { ...valid.response, ...change } });
  const optional = ['transports', 'userHandle'];
  return [
    ...[null, true, 5, '', 'text', [], {}, [valid]],
    ...['id', 'rawId', 'type', 'response'].flatMap((field) =>
      confused.map((value) => ({ ...valid, [field]: value })),
    ),
    ...Object.keys(valid.response)
      .filter((field) => !optional.includes(field))
      .flatMap((field) => confused.map((value) => withResponse({ [field]: value }))),
    withResponse({ clientDataJSON: clientData([]) }),
    withResponse({ clientDataJSON: clientData({ type: 'webauthn.get' }) }),
    withResponse({ clientDataJSON: clientData({ type: 5, challenge: 'AAEC', origin: {} }) }),
    ...('attestationObject' in valid.response
      ? ['AAEC', 'oA', `gg${'A'.repeat(200)}`].map((attestationObject) => withResponse({ attestationObject }))
      : ['AAEC', `${'A'.repeat(48)}`, `${'A'.repeat(400)}`].map((authenticatorData) =>
          withResponse({ authenticatorData }),
        )),
  ];
}

async function expectRefused(send: (credential: unknown) => ReturnType<TestApp['call']>, valid: object) {
  for (const credential of malformed(valid as Credential)) {
    const { answer, changed, events } = await watch(app, () => send(credential));
    const shown = JSON.stringify(credential).slice(0, 200);
    expect([shown, answer.status, answer.headers.get('content-type')]).toEqual([
      shown,
      400,
      expect.stringContaining('application/problem+json'),
    ]);
    expect([changed, events]).toEqual([[], []]);
  }
}

it('an assertion with a fault in any field is 400 and changes nothing, wherever it is sent', async () => {
  const client = await registerUser(app);
  const payee = await registerUser(app, { accountType: 'payee' });
  const { passkey } = await enrolPasskey(app, client);
  const { approvalId } = await pendingApproval(app, { client, payee });
  const { id, webauthn } = await challengeFor(app, client);
  const { loginToken } = await startLogin(app, client);
  const valid = passkey.get(webauthn);
  const { token } = client;
  const post = (path: string, body: object) => app.call('POST', path, { token, body });
  const verify = (credential: unknown) => post(`/api/2fa/challenges/${id}/verify`, { credential });
  await expectRefused(verify, valid);
  const sends: ((credential: unknown) => ReturnType<TestApp['call']>)[] = [
    (credential) => post('/api/milestones/verify-and-pay', { approvalId, credential }),
    (credential) => app.call('POST', '/api/2fa/validate', { body: { loginToken, credential } }),
    (credential) => post('/api/2fa/disable', { password: client.password, credential }),
    (credential) => post('/api/2fa/backup-codes', { password: client.password, credential }),
  ];
  for (const send of sends) {
    for (const credential of [
      null,
      'text',
      { ...valid, id: 5 },
      { ...valid, response: { ...valid.response, authenticatorData: 'AAEC' } },
    ])
      expect((await send(credential)).status).toBe(400);
  }
  expect((await post('/api/milestones/verify-and-pay', { approvalId })).status).toBe(400);
  expect(
    (await post('/api/milestones/verify-and-pay', { approvalId, credential: valid, code: '123456' })).status,
  ).toBe(400);
  const contradiction = { loginToken, credential: valid, method: 'totp' };
  expect((await app.call('POST', '/api/2fa/validate', { body: contradiction })).status).toBe(400);
  expect((await verify(valid)).status).toBe(204);
});

it('an attestation with a fault in any field is 400 and changes nothing', async () => {
  const client: Account = await registerUser(app);
  const { factorId, options } = await setUpPasskey(app, client);
  const valid = new Authenticator().create(options);
  const send = (credential: unknown) =>
    app.call('POST', '/api/2fa/verify', { token: client.token, body: { factorId, credential } });
  await expectRefused(send, valid);
  expect((await send(valid)).status).toBe(200);
});
