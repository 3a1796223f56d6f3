import { generateKeyPairSync } from 'node:crypto';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { pendingApproval, watch } from '../support/attacks';
import type { Authenticator, Forgery } from '../support/authenticator';
import { type Account, registerUser } from '../support/factories';
import { enrolPasskey, payWith, startLogin, validate } from '../support/passkeys';

let app: TestApp;
let payee: Account;

beforeAll(async () => {
  app = await startApp();
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(() => app.close());

const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

async function payer() {
  const client = await registerUser(app);
  return { client, payee, ...(await enrolPasskey(app, client)) };
}

async function asked(client: Account) {
  const { approvalId, challengeId } = await pendingApproval(app, { client, payee });
  const { body } = await app.call('GET', `/api/2fa/challenges/${challengeId}`, { token: client.token });
  return { approvalId, challengeId, webauthn: body.webauthn };
}

describe('an assertion that', () => {
  const forgeries: [string, Forgery][] = [
    ['comes from another origin', { origin: 'https://shop.example.evil.example' }],
    ['comes from the same host without TLS', { origin: 'http://shop.example' }],
    ['comes from a frame of another site', { crossOrigin: true }],
    ['was made for another RP id', { rpId: 'evil.example' }],
    ['verified no user', { verified: false }],
    ['met nobody', { present: false, verified: false }],
    ['answers another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['is in truth a registration', { type: 'webauthn.create' }],
    ['is signed by another key', { key: otherKey }],
    ['belongs to another person', { userHandle: Buffer.alloc(32).toString('base64url') }],
    ['may suddenly be kept in several places', { backupEligible: true }],
  ];

  let shared: Awaited<ReturnType<typeof payer>>;
  beforeEach(async () => {
    shared ??= await payer();
    // Each refusal counts; the window lets five through.
    app.clock.advance(4 * 60_000);
  });

  it.each(forgeries)('%s pays nothing and tells nothing', async (_, forgery) => {
    const { client, passkey } = shared;
    const { token } = (await login(client, passkey)).body;
    client.token = token;
    payee.token = (
      await expectStatus(200, app.call('POST', '/api/auth/login', { body: credentialsOf(payee) }))
    ).body.token;
    const { approvalId, challengeId, webauthn } = await asked(client);
    const forged = passkey.get(webauthn, forgery);
    const { answer, changed, events } = await watch(app, () => payWith(app, client, approvalId, forged));
    expect(answer).toMatchObject({ status: 422, body: { code: 'passkey-incorrect' } });
    expect(Object.keys(answer.body).sort()).toEqual(
      ['attemptsRemaining', 'code', 'detail', 'instance', 'status', 'title', 'type'].sort(),
    );
    expect(changed).toEqual(['challenges', 'verification_budgets']);
    expect(events).toMatchObject([
      {
        type: 'challenge.verified',
        outcome: 'failure',
        subjectId: challengeId,
        details: { method: 'webauthn', reason: 'passkey-incorrect' },
      },
    ]);
    await expectStatus(200, payWith(app, client, approvalId, passkey.get(webauthn)));
  });

  async function login(client: Account, passkey: Authenticator) {
    const { loginToken, webauthn } = await startLogin(app, client);
    return expectStatus(200, validate(app, { loginToken, credential: passkey.get(webauthn) }));
  }
});

function credentialsOf({ email, password }: Account) {
  return { email, password };
}
