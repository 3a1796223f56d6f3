import { MINUTE } from '../../src/common/clock';
import { type Account, type Enrolled, enrol, expectStatus, login } from './accounts';
import type { Answer, TestApp } from './app';
import { approve, freshTotpCode, fundedMilestone, registerUser, totpCode } from './factories';

export interface Payer extends Enrolled {
  client: Account;
  payee: Account;
}

export interface PendingApproval {
  approvalId: string;
  challengeId: string;
  milestoneId: string;
  contractId: string;
  authorizationId: string;
  amount: number;
}

export interface AuditedEvent {
  type: string;
  outcome: 'success' | 'failure';
  actorId: string | null;
  subjectType: string;
  subjectId: string | null;
  details: Record<string, unknown>;
}

/** Everything that money, or a proof of who somebody is, depends on. */
const watched = [
  'sandbox_gateway.captures',
  'sandbox_gateway.authorizations',
  'payments',
  'milestones',
  'authorizations',
  'approvals',
  'approval_items',
  'challenges',
  'factors',
  'backup_codes',
  'recovery_codes',
  'verification_budgets',
  'security_settings',
] as const;

/** A client with an authenticator app. */
export async function registerPayer(app: TestApp, payee?: Account): Promise<Payer> {
  const [client, receiver] = await Promise.all([
    registerUser(app, { accountType: 'client' }),
    payee ?? registerUser(app, { accountType: 'payee', name: 'Grace Hopper' }),
  ]);
  return { client, payee: receiver, ...(await enrol(app, client)) };
}

/** From now on each payment of theirs needs a code, however small. */
export async function requireCodeAlways(app: TestApp, { token }: Account): Promise<void> {
  const body = { requireForAllPayments: true, preferredMethod: null, threshold: 0 };
  await expectStatus(200, app.call('PUT', '/api/security-settings', { token, body }));
}

/** A funded, submitted milestone whose approval waits for its code. */
export async function pendingApproval(
  app: TestApp,
  parties: Pick<Payer, 'client' | 'payee'>,
  options: Parameters<typeof fundedMilestone>[2] = {},
): Promise<PendingApproval> {
  const milestone = await fundedMilestone(app, parties, options);
  const { body } = await expectStatus(201, approve(app, parties.client, [milestone.milestoneId]));
  if (body.status !== 'pending') throw new Error(`The approval is ${body.status} instead of pending`);
  return { ...milestone, approvalId: body.id, challengeId: body.challenge.id };
}

/** Another process on the same database, with the same time and mailbox. */
export function alsoOn(app: TestApp) {
  return { databaseUrl: app.databaseUrl, clock: app.clock, mailbox: app.mailbox };
}

/** A code that no step near now has. */
export function wrongTotpCode(app: TestApp, secret: string, salt = 0): string {
  const near = [-60, -30, 0, 30, 60].map((seconds) =>
    totpCode(secret, new Date(app.clock.now().getTime() + seconds * 1_000)),
  );
  for (let candidate = salt * 17; ; candidate++) {
    const code = String(candidate % 1_000_000).padStart(6, '0');
    if (!near.includes(code)) return code;
  }
}

/** The code that was sent for just this challenge. */
export async function sentCodeOf(
  app: TestApp,
  { email }: Account,
  { reference }: { reference: string },
): Promise<string> {
  const { text } = await app.mailbox.waitFor(email, (mail) => mail.text.includes(reference));
  return (/(?<![\w-])\d{6}(?![\w-])/.exec(text) as RegExpExecArray)[0];
}

export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

export function together<T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => act(index)));
}

/** How often each status and code was answered, e.g. `{"200": 1, "409 challenge-used": 199}`. */
export function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = status < 400 ? String(status) : `${status} ${body.code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

export async function auditEvents(app: TestApp, where = 'true', values: unknown[] = []) {
  return app.query<AuditedEvent & { id: string }>(
    `SELECT id, type, outcome, actor_id AS "actorId", subject_type AS "subjectType", subject_id AS "subjectId", details
     FROM audit_events WHERE ${where} ORDER BY id`,
    values,
  );
}

/** What an act answered, which of the watched tables it changed, and what it left in the audit log. */
export async function watch<T>(app: TestApp, act: () => Promise<T>) {
  const before = await contents(app);
  const known = new Set((await auditEvents(app)).map(({ id }) => id));
  const answer = await act();
  const after = await contents(app);
  const events = (await auditEvents(app)).filter(({ id }) => !known.has(id));
  return { answer, events, changed: watched.filter((table) => before[table] !== after[table]) };
}

/** Time goes by while the people stay logged in. */
export async function pass(app: TestApp, minutes: number, ...people: Account[]): Promise<void> {
  for (let left = minutes; left > 0; left -= 10) {
    app.clock.advance(Math.min(left, 10) * MINUTE);
    for (const { token } of people) await expectStatus(200, app.call('GET', '/api/auth/me', { token }));
  }
}

export function capturesOf(app: TestApp, approvalId: string) {
  return app.query<{ key: string; amount: string }>(
    `SELECT c.key, c.amount FROM sandbox_gateway.captures c JOIN payments p ON p.id::text = c.key WHERE p.approval_id = $1`,
    [approvalId],
  );
}

async function contents(app: TestApp): Promise<Record<string, string>> {
  const found = await Promise.all(
    watched.map(async (table) => {
      const [row] = await app.query<{ content: string }>(
        `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS content FROM ${table} t`,
      );
      return [table, row?.content ?? ''] as const;
    }),
  );
  return Object.fromEntries(found);
}

export async function logInAgain(app: TestApp, person: Account): Promise<void> {
  person.token = (await expectStatus(200, login(app, person.email))).body.token;
}

/** For who has an authenticator app; takes a fresh code. */
export async function logInWithCode(app: TestApp, { client, secret }: Payer): Promise<void> {
  const { body } = await expectStatus(200, login(app, client.email));
  const validated = validateLogin(app, body.loginToken, freshTotpCode(app, secret));
  client.token = (await expectStatus(200, validated)).body.token;
}

export function validateLogin(app: TestApp, loginToken: string, code: string): Promise<Answer> {
  return app.call('POST', '/api/2fa/validate', { body: { loginToken, code } });
}

/** A call that needs purpose `manage-factors`, with a fresh code. */
export async function protectedCall(
  app: TestApp,
  { client: { token }, secret }: Pick<Payer, 'client' | 'secret'>,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const { body: challenge } = await expectStatus(
    201,
    app.call('POST', '/api/2fa/challenges', { token, body: { purpose: 'manage-factors' } }),
  );
  await expectStatus(
    204,
    app.call('POST', `/api/2fa/challenges/${challenge.id}/verify`, {
      token,
      body: { code: freshTotpCode(app, secret) },
    }),
  );
  const answer = await app.call(method, path, { token, body, headers: { 'X-2FA-Challenge': challenge.id } });
  if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
