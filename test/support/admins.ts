import { expectStatus } from './accounts';
import type { Answer, TestApp } from './app';
import { freshTotpCode, type Operator } from './factories';

/** A verified challenge, to be sent as `X-2FA-Challenge` within five minutes. */
export async function proveAdmin(
  app: TestApp,
  { token, secret }: Operator,
  purpose = 'admin-recovery',
): Promise<string> {
  const opened = app.call('POST', '/api/2fa/challenges', { token, body: { purpose } });
  const { id } = (await expectStatus(201, opened)).body;
  const body = { code: freshTotpCode(app, secret) };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${id}/verify`, { token, body }));
  return id;
}

/** A request of the admin that spends a fresh challenge. */
export async function actAsAdmin(
  app: TestApp,
  admin: Operator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const headers = { 'X-2FA-Challenge': await proveAdmin(app, admin) };
  return app.call(method, path, { token: admin.token, body, headers });
}
