import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, capturesOf, pendingApproval, tally, together, watch } from '../support/attacks';
import { Authenticator } from '../support/authenticator';
import { type Account, registerUser } from '../support/factories';
import {
  challengeFor,
  enrolPasskey,
  payWith,
  provenBy,
  setUpPasskey,
  startLogin,
  validate,
} from '../support/passkeys';

let app: TestApp;
let payee: Account;

beforeAll(async () => {
  app = await startApp();
  payee = await registerUser(app, { accountType: 'payee' });
});
afterAll(() => app.close());

async function payer() {
  const client = await registerUser(app);
  return { client, ...(await enrolPasskey(app, client)) };
}

async function asked(client: Account) {
  const pending = await pendingApproval(app, { client, payee });
  const { body } = await app.call('GET', `/api/2fa/challenges/${pending.challengeId}`, {
    token: client.token,
  });
  return { ...pending, webauthn: body.webauthn };
}

const verify = ({ token }: Account, factorId: string, credential: unknown) =>
  app.call('POST', '/api/2fa/verify', { token, body: { factorId, credential } });

it('one assertion, 50 times at once, pays once', async () => {
  const { client, passkey } = await payer();
  const { approvalId, webauthn } = await asked(client);
  const assertion = passkey.get(webauthn);
  const answers = await together(50, () => payWith(app, client, approvalId, assertion));
  expect(tally(answers)).toEqual({ 200: 1, '409 challenge-used': 49 });
  expect(await capturesOf(app, approvalId)).toHaveLength(1);
});

it('one assertion, 50 times at once, makes one session', async () => {
  const { client, passkey } = await payer();
  const { loginToken, webauthn } = await startLogin(app, client);
  const credential = passkey.get(webauthn);
  const answers = await together(50, () => validate(app, { loginToken, credential }));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.every(({ status }) => status === 200 || status === 401 || status === 409)).toBe(true);
});

it('one attestation, 20 times at once, makes one factor', async () => {
  const client = await registerUser(app);
  const { factorId, options } = await setUpPasskey(app, client);
  const credential = new Authenticator().create(options);
  const answers = await together(20, () => verify(client, factorId, credential));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const [row] = await app.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM factors WHERE user_id = $1 AND status = 'active'`,
    [client.id],
  );
  expect(row?.count).toBe(1);
});

describe('an assertion for something else', () => {
  it('pays no other approval, and opens no other challenge', async () => {
    const { client, passkey } = await payer();
    const [first, second] = [await asked(client), await asked(client)];
    const { id, webauthn } = await challengeFor(app, client);
    const forFirst = passkey.get(first.webauthn);
    expect((await payWith(app, client, second.approvalId, forFirst)).body.code).toBe('passkey-incorrect');
    const path = `/api/2fa/challenges/${id}/verify`;
    const body = { credential: forFirst };
    expect((await app.call('POST', path, { token: client.token, body })).body.code).toBe('passkey-incorrect');
    const forSettings = passkey.get(webauthn);
    expect((await payWith(app, client, first.approvalId, forSettings)).body.code).toBe('passkey-incorrect');
    expect(await app.query('SELECT FROM payments WHERE client_id = $1', [client.id])).toEqual([]);
  });

  it('does not log in with what was signed for a payment', async () => {
    const { client, passkey } = await payer();
    const { webauthn } = await asked(client);
    const { loginToken } = await startLogin(app, client);
    const answer = await validate(app, { loginToken, credential: passkey.get(webauthn) });
    expect([answer.status, answer.body.code]).toEqual([422, 'passkey-incorrect']);
  });

  it('pays nothing once the milestone was edited', async () => {
    const { client, passkey } = await payer();
    const { approvalId, milestoneId, webauthn } = await asked(client);
    const assertion = passkey.get(webauthn);
    const edit = { token: client.token, body: { amount: 125_001 } };
    await expectStatus(200, app.call('PATCH', `/api/milestones/${milestoneId}`, edit));
    const { answer, changed } = await watch(app, () => payWith(app, client, approvalId, assertion));
    expect([answer.status, answer.body.code]).toEqual([409, 'approval-void']);
    expect(changed).toEqual([]);
  });
});

describe("another person's passkey", () => {
  it('pays nothing, although it has signed the very challenge', async () => {
    const [{ client }, thief] = [await payer(), await payer()];
    const { approvalId, webauthn } = await asked(client);
    const answer = await payWith(app, client, approvalId, thief.passkey.get(webauthn));
    expect([answer.status, answer.body.code]).toEqual([422, 'passkey-incorrect']);
  });

  it('is not enrolled a second time, nor is its name taken', async () => {
    const { passkey } = await payer();
    const client = await registerUser(app);
    const { factorId, options } = await setUpPasskey(app, client);
    const impostor = new Authenticator(undefined, 0, passkey.credentialId);
    const answer = await verify(client, factorId, impostor.create(options));
    expect([answer.status, answer.body.code]).toEqual([409, 'factor-already-active']);
    const made = await setUpPasskey(app, client);
    const other = await verify(client, factorId, new Authenticator().create(made.options));
    expect(other.status).toBe(404);
  });

  it('is not enrolled by an attestation for another set-up, person or site', async () => {
    const [client, other] = [await registerUser(app), await registerUser(app)];
    const [mine, theirs] = [await setUpPasskey(app, client), await setUpPasskey(app, other)];
    const passkey = new Authenticator();
    for (const credential of [
      passkey.create(theirs.options),
      passkey.create(mine.options, { origin: 'https://evil.example' }),
      passkey.create(mine.options, { rpId: 'evil.example' }),
      passkey.create(mine.options, { verified: false }),
      passkey.create(mine.options, { type: 'webauthn.get' }),
    ]) {
      const answer = await verify(client, mine.factorId, credential);
      expect([answer.status, answer.body.code]).toEqual([422, 'passkey-incorrect']);
    }
    const exhausted = await verify(client, mine.factorId, passkey.create(mine.options));
    expect([exhausted.status, exhausted.body.code]).toEqual([429, 'too-many-attempts']);
  });
});

it('a passkey that was removed proves nothing, and an open challenge does not keep it alive', async () => {
  const { client, passkey } = await payer();
  const second = new Authenticator();
  const { factorId } = await enrolPasskey(app, client, second, await provenBy(app, client, passkey));
  const { approvalId, webauthn } = await asked(client);
  const assertion = second.get(webauthn);
  const headers = await provenBy(app, client, passkey);
  await expectStatus(
    204,
    app.call('DELETE', `/api/2fa/factors/${factorId}`, { token: client.token, headers }),
  );
  expect((await payWith(app, client, approvalId, assertion)).body.code).toBe('passkey-incorrect');
  const { body } = await expectStatus(202, payWith(app, client, approvalId, passkey.get(webauthn)));
  expect(body.payments[0]).toMatchObject({ status: 'held', hold: { reason: 'factor-changed' } });
});

describe('a copied passkey', () => {
  it('is noticed when its count falls behind, and its owner is told', async () => {
    const { client, passkey, factorId } = await payer();
    const copy = passkey.copy();
    for (let use = 0; use < 2; use++) await provenBy(app, client, passkey);
    const { approvalId, webauthn } = await asked(client);
    const answer = await payWith(app, client, approvalId, copy.get(webauthn));
    expect([answer.status, answer.body.code]).toEqual([422, 'passkey-incorrect']);
    const [event] = await auditEvents(app, `type = 'factor.clone_suspected' AND subject_id = $1`, [factorId]);
    expect(event).toMatchObject({ actorId: client.id });
    await app.mailbox.waitFor(client.email, ({ subject }) => /passkey was refused/i.test(subject));
  });

  it.each([
    ['the same count again', 1],
    ['no count where there was one', 0],
  ])('%s is refused', async (_, count) => {
    const client = await registerUser(app);
    const { passkey } = await enrolPasskey(app, client);
    const { approvalId, webauthn } = await asked(client);
    const answer = await payWith(app, client, approvalId, passkey.get(webauthn, { count }));
    expect(answer.body.code).toBe('passkey-incorrect');
  });

  it('cannot be told from one that does not count', async () => {
    const client = await registerUser(app);
    const { passkey } = await enrolPasskey(app, client, new Authenticator(undefined, null));
    for (let use = 0; use < 2; use++) await provenBy(app, client, passkey);
  });
});
