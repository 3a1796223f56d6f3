import { type Account, expectStatus, PASSWORD } from './accounts';
import type { Answer, TestApp } from './app';
import { freshTotpCode } from './factories';
import { challengeHeader } from './notices';

/** With a fresh challenge for who has an authenticator app. */
export async function askForAddress(
  app: TestApp,
  person: Account,
  newEmail: string,
  secret?: string,
): Promise<Answer> {
  const { token } = person;
  const headers = secret
    ? await challengeHeader(app, person, 'change-email', freshTotpCode(app, secret))
    : {};
  return app.call('POST', '/api/auth/email', { token, headers, body: { newEmail, password: PASSWORD } });
}

/** The code that went to the new address. */
export async function addressCode(
  app: TestApp,
  person: Account,
  newEmail: string,
  secret?: string,
): Promise<string> {
  await expectStatus(202, askForAddress(app, person, newEmail, secret));
  return app.mailbox.codeFor(newEmail);
}

export function confirmAddress(
  app: TestApp,
  { token }: Pick<Account, 'token'>,
  code: unknown,
): Promise<Answer> {
  return app.call('POST', '/api/auth/email/confirm', { token, body: { code } });
}

/** Both steps; the account goes on with its new address. */
export async function changeAddress(
  app: TestApp,
  person: Account,
  newEmail: string,
  secret?: string,
): Promise<void> {
  await expectStatus(204, confirmAddress(app, person, await addressCode(app, person, newEmail, secret)));
  person.email = newEmail;
}
