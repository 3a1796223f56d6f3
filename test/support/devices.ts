import { type Account, expectStatus, login } from './accounts';
import type { Answer, TestApp } from './app';
import { freshTotpCode } from './factories';

const COOKIE = '__Host-trusted-device';
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0';

/** What a browser sends that holds this token. */
export function fromDevice(token: string): Record<string, string> {
  return { Cookie: `${COOKIE}=${token}`, 'User-Agent': BROWSER };
}

/** The whole Set-Cookie header for the trusted device, if the answer has one. */
export function deviceCookie({ headers }: Answer): string | undefined {
  return headers.getSetCookie().find((cookie) => cookie.startsWith(`${COOKIE}=`));
}

/** The token that the answer hands to the browser. */
export function deviceToken(answer: Answer): string {
  const token = /^[^=]+=([^;]+);/.exec(deviceCookie(answer) ?? '')?.[1];
  if (!token) throw new Error(`No device cookie came with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return token;
}

export function loginFrom(app: TestApp, { email, password }: Account, token: string): Promise<Answer> {
  return app.call('POST', '/api/auth/login', { body: { email, password }, headers: fromDevice(token) });
}

/** Both steps of a login, with the wish to be remembered. The person goes on with the new session. */
export async function logInTrusting(
  app: TestApp,
  person: Account,
  secret: string,
  presented?: string,
): Promise<Answer> {
  const { body } = await expectStatus(200, login(app, person.email));
  const answer = await expectStatus(
    200,
    app.call('POST', '/api/2fa/validate', {
      body: { loginToken: body.loginToken, code: freshTotpCode(app, secret), trustDevice: true },
      headers: presented ? fromDevice(presented) : { 'User-Agent': BROWSER },
    }),
  );
  person.token = answer.body.token;
  return answer;
}

/** A browser that the person trusts: its token. */
export async function trustedDevice(app: TestApp, person: Account, secret: string): Promise<string> {
  return deviceToken(await logInTrusting(app, person, secret));
}

export async function listDevices(app: TestApp, { token }: Account, presented?: string) {
  const headers = presented ? fromDevice(presented) : {};
  return (await expectStatus(200, app.call('GET', '/api/2fa/trusted-devices', { token, headers }))).body
    .items;
}

/** The browser is not trusted: the login goes on with its second step. Returns the login token. */
export async function expectAskedForCode(app: TestApp, person: Account, token: string): Promise<string> {
  const answer = await expectStatus(200, loginFrom(app, person, token));
  const { status, loginToken } = answer.body;
  if (status !== 'two_factor_required' || answer.body.token || deviceCookie(answer))
    throw new Error(`The login was ${status} instead of asking for a code`);
  return loginToken;
}
