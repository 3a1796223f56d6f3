import { randomUUID } from 'node:crypto';
import type { TestApp } from './app';
import { type Account, type Operator, withKey } from './factories';

type Act = readonly [method: string, path: string, body?: object];

const nobody = randomUUID();
const strong = 'quarry velvet comet harbour';

/** Before anybody is known. */
const strangers: readonly Act[] = [
  ['POST', '/api/auth/verify-email', { email: 'nobody@example.com', code: '000000' }],
  ['POST', '/api/auth/password-reset', { email: 'nobody@example.com' }],
  ['POST', '/api/auth/password-reset/confirm', { token: 'x'.repeat(43), newPassword: strong }],
  ['POST', '/api/auth/login', { email: 'nobody@example.com', password: strong }],
  ['POST', '/api/2fa/validate', { loginToken: 'x'.repeat(43), code: '000000' }],
  ['POST', '/api/security-reports', { token: 'x'.repeat(43) }],
  ['POST', '/api/recovery/veto', { token: 'x'.repeat(43) }],
];

/** Of a client with an authenticator app, each refused for one reason. */
const clients: readonly Act[] = [
  ['POST', '/api/auth/password', { currentPassword: strong, newPassword: 'saffron kettle drift ember' }],
  ['POST', '/api/auth/email', { newEmail: 'elsewhere@example.com', password: strong }],
  ['POST', '/api/auth/email/confirm', { code: '000000' }],
  ['DELETE', `/api/auth/sessions/${nobody}`],
  ['GET', '/api/auth/me/data'],
  ['POST', '/api/2fa/setup', { method: 'totp' }],
  ['POST', '/api/2fa/verify', { factorId: nobody, code: '000000' }],
  ['PATCH', `/api/2fa/factors/${nobody}`, { label: 'Mine' }],
  ['DELETE', `/api/2fa/factors/${nobody}`],
  ['DELETE', `/api/2fa/trusted-devices/${nobody}`],
  ['POST', '/api/2fa/disable', { password: strong, code: '000000' }],
  ['POST', '/api/2fa/backup-codes', { password: strong, code: '000000' }],
  ['POST', '/api/2fa/challenges', { purpose: 'admin-recovery' }],
  ['POST', `/api/2fa/challenges/${nobody}/verify`, { code: '000000' }],
  ['POST', `/api/2fa/challenges/${nobody}/resend`],
  ['POST', '/api/contracts', { title: 'Website', payeeEmail: 'nobody@example.com', currency: 'USD' }],
  ['POST', `/api/contracts/${nobody}/milestones`, { title: 'Draft', amount: 100 }],
  ['POST', `/api/contracts/${nobody}/authorizations`, { amount: 100, paymentMethod: 'pm_sandbox_visa' }],
  ['DELETE', `/api/contracts/${nobody}/authorizations/${nobody}`],
  ['PATCH', `/api/milestones/${nobody}`, { title: 'Other' }],
  ['POST', '/api/milestones/approvals', { milestoneIds: [nobody] }],
  ['DELETE', `/api/milestones/approvals/${nobody}`],
  ['POST', '/api/milestones/verify-and-pay', { approvalId: nobody, code: '000000' }],
  ['POST', `/api/payments/${nobody}/retry`],
  ['POST', `/api/payments/${nobody}/cancel`],
];

const payees: readonly Act[] = [['POST', `/api/milestones/${nobody}/submit`]];

/** Without a challenge, or about what is not there. */
const admins: readonly Act[] = [
  ['POST', `/api/admin/holds/${nobody}/lift`, { reason: 'Called back' }],
  ['POST', `/api/admin/security-reports/${nobody}/close`, { note: 'Looked into' }],
  ['PUT', '/api/admin/2fa-policies/client', { graceDays: 3 }],
  ['POST', `/api/admin/users/${nobody}/erase`, { reason: 'Asked for' }],
  ['POST', `/api/admin/proposals/${nobody}/confirm`],
  ['POST', `/api/admin/proposals/${nobody}/reject`, { reason: 'No' }],
  ['POST', `/api/admin/users/${nobody}/unlock`, { reason: 'Called back' }],
  ['POST', `/api/admin/emergency-accesses/${nobody}/close`, { justification: 'Seen in person' }],
  ['GET', `/api/audit/events/${nobody}`],
];

interface People {
  client: Account;
  payee: Account;
  admin: Operator;
}

/** What the application refuses, one after another; each leaves an event of a failure. */
export async function tryWhatIsRefused(app: TestApp, { client, payee, admin }: People): Promise<void> {
  for (const [account, acts] of [
    [null, strangers],
    [client, clients],
    [payee, payees],
    [admin, admins],
  ] as const)
    for (const [method, path, body] of acts) {
      const { status } = await app.call(method, path, { token: account?.token, body, headers: withKey() });
      if (status >= 500) throw new Error(`${method} ${path}: ${status}`);
    }
}
