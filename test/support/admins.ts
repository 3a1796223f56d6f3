import { expectStatus } from './accounts';
import type { Answer, TestApp } from './app';
import { freshTotpCode, type Operator, withKey } from './factories';

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

/** A request of the admin that spends a fresh challenge, with a key of its own. */
export async function actAsAdmin(
  app: TestApp,
  admin: Operator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const headers = { 'X-2FA-Challenge': await proveAdmin(app, admin), ...withKey() };
  return app.call(method, path, { token: admin.token, body, headers });
}

/** Another admin's word on a proposal. */
export function decideProposal(
  app: TestApp,
  admin: Operator,
  id: string,
  decision: 'confirm' | 'reject' = 'confirm',
): Promise<Answer> {
  const body = decision === 'reject' ? { reason: 'Not as agreed' } : undefined;
  return actAsAdmin(app, admin, 'POST', `/api/admin/proposals/${id}/${decision}`, body);
}
