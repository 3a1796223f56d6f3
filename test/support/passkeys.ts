import { type Account, expectStatus, login } from './accounts';
import type { Answer, TestApp } from './app';
import { Authenticator } from './authenticator';

/** What a challenge shows to whom a passkey would do. */
export async function challengeFor(app: TestApp, { token }: Account, purpose = 'manage-factors') {
  const opened = app.call('POST', '/api/2fa/challenges', { token, body: { purpose } });
  return (await expectStatus(201, opened)).body;
}

/** A challenge that was verified by this passkey, for `X-2FA-Challenge`. */
export async function provenBy(app: TestApp, person: Account, passkey: Authenticator, purpose?: string) {
  const { id, webauthn } = await challengeFor(app, person, purpose);
  const body = { credential: passkey.get(webauthn) };
  await expectStatus(
    204,
    app.call('POST', `/api/2fa/challenges/${id}/verify`, { token: person.token, body }),
  );
  return { 'X-2FA-Challenge': id as string };
}

export async function setUpPasskey(
  app: TestApp,
  { token }: Account,
  headers: Record<string, string> = {},
  label?: string,
) {
  const body = { method: 'webauthn', label };
  return (await expectStatus(201, app.call('POST', '/api/2fa/setup', { token, body, headers }))).body;
}

/** Makes a passkey and proves it; the session of the person goes on with its new token. */
export async function enrolPasskey(
  app: TestApp,
  person: Account,
  passkey = new Authenticator(),
  headers: Record<string, string> = {},
  label?: string,
) {
  const { factorId, options } = await setUpPasskey(app, person, headers, label);
  const body = { factorId, credential: passkey.create(options) };
  const { body: enabled } = await expectStatus(
    200,
    app.call('POST', '/api/2fa/verify', { token: person.token, body }),
  );
  person.token = enabled.token;
  return { passkey, factorId: factorId as string, backupCodes: enabled.backupCodes as string[] | undefined };
}

/** The first step of a login; `webauthn` is what the browser asks its authenticators. */
export async function startLogin(app: TestApp, { email }: Account) {
  const { body } = await expectStatus(200, login(app, email));
  return {
    loginToken: body.loginToken as string,
    challenge: body.challenge,
    webauthn: body.challenge.webauthn,
  };
}

export function validate(app: TestApp, body: object): Promise<Answer> {
  return app.call('POST', '/api/2fa/validate', { body });
}

export function payWith(
  app: TestApp,
  { token }: Account,
  approvalId: string,
  credential: unknown,
): Promise<Answer> {
  return app.call('POST', '/api/milestones/verify-and-pay', { token, body: { approvalId, credential } });
}
