import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Operation {
  security?: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
}

/**
 * Which rule of the policies governs a door. A route that changes something and is not listed has no rule, and fails.
 * - `first-step`: before anybody is known; no factor is asked, and none is touched
 * - `emergency-stop`: whoever holds the link of a notice; it only stops things
 * - `recovery`: whoever holds the link of a reviewed recovery; it opens a session that may only enrol
 * - `login`, `payment`, `factor-change`, `settings`, `admin-act`: judged by `minimumFor` in `auth/2fa/policy/policy.ts`
 * - `own-address`: a password, with a challenge for whoever has a factor; then the code from the new mailbox
 * - `both-proofs`: password and code together
 * - `way-to-a-factor`: open to sessions that may only enrol
 * - `own-affairs`: any whole session; nothing that a factor protects
 */
const doors: Record<string, readonly string[]> = {
  'first-step': [
    'POST /api/auth/login',
    'POST /api/auth/password-reset',
    'POST /api/auth/password-reset/confirm',
    'POST /api/auth/register',
    'POST /api/auth/verify-email',
    'POST /api/recovery/requests',
    'POST /api/recovery/requests/status',
  ],
  'emergency-stop': ['POST /api/recovery/veto', 'POST /api/security-reports'],
  recovery: ['POST /api/recovery/complete'],
  login: ['POST /api/2fa/validate'],
  payment: [
    'POST /api/milestones/approvals',
    'POST /api/milestones/approvals/{id}/retry',
    'POST /api/milestones/verify-and-pay',
    'POST /api/payments/{id}/retry',
  ],
  'factor-change': ['DELETE /api/2fa/factors/{id}', 'PATCH /api/2fa/factors/{id}'],
  settings: ['PUT /api/security-settings'],
  'admin-act': [
    'POST /api/admin/2fa-policies/{accountType}/proposals',
    'POST /api/admin/2fa-policies/{accountType}/restore',
    'POST /api/admin/holds',
    'POST /api/admin/holds/{id}/lift',
    'POST /api/admin/emergency-accesses',
    'POST /api/admin/emergency-accesses/{id}/close',
    'POST /api/admin/proposals/{id}/confirm',
    'POST /api/admin/users',
    'POST /api/admin/users/{id}/role',
    'POST /api/admin/users/{id}/unlock',
    'POST /api/admin/proposals/{id}/reject',
    'POST /api/admin/recovery-requests',
    'POST /api/admin/recovery-requests/{id}/approve',
    'POST /api/admin/recovery-requests/{id}/reject',
    'POST /api/admin/security-reports/{id}/close',
    'POST /api/admin/users/{id}/erase',
    'PUT /api/admin/2fa-policies/{accountType}',
  ],
  'own-address': ['POST /api/auth/email', 'POST /api/auth/email/confirm'],
  'both-proofs': ['POST /api/2fa/backup-codes', 'POST /api/2fa/disable'],
  'way-to-a-factor': [
    'POST /api/2fa/challenges',
    'POST /api/2fa/challenges/{id}/resend',
    'POST /api/2fa/challenges/{id}/verify',
    'POST /api/2fa/setup',
    'POST /api/2fa/verify',
    'POST /api/auth/logout',
    'POST /api/auth/password',
  ],
  'own-affairs': [
    'DELETE /api/2fa/trusted-devices',
    'DELETE /api/2fa/trusted-devices/{id}',
    'DELETE /api/auth/sessions/{id}',
    'DELETE /api/contracts/{id}/authorizations/{authorizationId}',
    'DELETE /api/milestones/approvals/{id}',
    'PATCH /api/auth/me',
    'PATCH /api/milestones/{id}',
    'POST /api/contracts',
    'POST /api/contracts/{id}/authorizations',
    'POST /api/contracts/{id}/milestones',
    'POST /api/milestones/{id}/submit',
    'POST /api/notifications/read',
    'POST /api/notifications/{id}/read',
    'POST /api/payments/{id}/cancel',
  ],
};

const { paths } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'docs', 'api', 'openapi.json'), 'utf8'),
) as { paths: Record<string, Record<string, Operation>> };

const operations = new Map<string, Operation>(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  ),
);

const header = (name: string) =>
  operations.get(name)?.parameters?.find((parameter) => parameter.name === 'X-2FA-Challenge');

it('has a rule for every route that changes something, and no rule without a route', () => {
  const changing = [...operations.keys()].filter((name) => !name.startsWith('GET '));
  expect(Object.values(doors).flat().sort()).toEqual(changing.sort());
});

it('asks for a challenge where the rule is to have one, and nowhere else', () => {
  const expecting = [...operations.keys()].filter((name) => header(name) !== undefined);
  const ruled = ['factor-change', 'settings', 'admin-act'].flatMap((rule) => doors[rule] ?? []);
  expect(expecting.sort()).toEqual(
    [...ruled, 'POST /api/2fa/setup', 'POST /api/auth/email', 'GET /api/auth/me/data'].sort(),
  );
  for (const name of doors['admin-act'] ?? []) expect([name, header(name)?.required]).toEqual([name, true]);
});

it('needs a session for everything but first steps, stops, logins and what operators read', () => {
  const open = [...operations].filter(([, { security }]) => security?.length === 0).map(([name]) => name);
  const readable = ['GET /livez', 'GET /metrics', 'GET /readyz'];
  const closed = open.filter((name) => !readable.includes(name));
  expect(closed.sort()).toEqual(
    ['first-step', 'emergency-stop', 'recovery', 'login'].flatMap((rule) => doors[rule] ?? []).sort(),
  );
});
