import { startApp, type TestApp } from '../support/app';
import { auditEvents } from '../support/attacks';
import { type Account, type Operator, registerOperator, registerUser } from '../support/factories';

const ID = '01890000-0000-7000-8000-000000000000';
let app: TestApp;
let auditor: Operator;
let admin: Operator;
let client: Account;

beforeAll(async () => {
  app = await startApp();
  [auditor, admin] = [await registerOperator(app, 'auditor'), await registerOperator(app, 'admin')];
  client = await registerUser(app);
});
afterAll(() => app.close());

const readsBy = (reader: Account) =>
  auditEvents(app, `actor_id = $1 AND type IN ('records.read', 'audit.read', 'audit.exported')`, [reader.id]);

it('every read that is only for admins and auditors is in the log, whether it was found or not', async () => {
  const { body: openApi } = await app.call('GET', '/openapi.json');
  const paths = Object.entries(openApi.paths as Record<string, object>).flatMap(([path, item]) =>
    'get' in item ? [path] : [],
  );
  const unrecorded: string[] = [];
  let tried = 0;
  for (const pattern of paths) {
    const path = pattern.replace(/\{accountType\}/, 'client').replace(/\{\w+\}/g, ID);
    const [asClient, asAuditor] = await Promise.all([
      app.call('GET', path, { token: client.token }),
      app.call('GET', path, { token: auditor.token }),
    ]);
    if (asClient.status !== 403) continue;
    const reader = asAuditor.status === 403 ? admin : auditor;
    const query = pattern.endsWith('/export')
      ? '?format=csv'
      : pattern.endsWith('/consistency')
        ? '?from=0'
        : '';
    const before = (await readsBy(reader)).length;
    const { status } = await app.call('GET', `${path}${query}`, { token: reader.token });
    tried++;
    if ((await readsBy(reader)).length !== before + 1) unrecorded.push(`${status} ${pattern}`);
  }
  expect(tried).toBeGreaterThan(12);
  expect(unrecorded).toEqual([]);
});

it('tells which route and which record, and of what was asked for nothing that names a person', async () => {
  const query = `?status=open&limit=3&cursor=${encodeURIComponent('ada@example.com')}`;
  await app.call('GET', `/api/admin/holds${query}`, { token: auditor.token });
  await app.call('GET', '/api/admin/holds?status=live&limit=3', { token: auditor.token });
  await app.call('GET', `/api/v1/admin/holds/${ID}`, { token: auditor.token });
  const [list, one] = (await readsBy(auditor)).slice(-2);
  expect(list).toMatchObject({
    ...{ type: 'records.read', outcome: 'success', subjectType: 'records', subjectId: null },
    details: { route: '/api/admin/holds', query: { status: 'live', limit: '3' } },
  });
  expect(one).toMatchObject({
    ...{ outcome: 'failure', subjectId: ID },
    details: { route: '/api/admin/holds/:id', reason: 'not-found' },
  });
});

it('shows nothing that it cannot record', async () => {
  await app.query('ALTER TABLE audit_events RENAME TO audit_events_away');
  const { status, body } = await app.call('GET', '/api/admin/security-reports', { token: auditor.token });
  await app.query('ALTER TABLE audit_events_away RENAME TO audit_events');
  expect([status, body.items]).toEqual([500, undefined]);
});

it('records no read of what people see of their own', async () => {
  await app.call('GET', '/api/auth/me', { token: auditor.token });
  await app.call('GET', '/api/notifications', { token: auditor.token });
  const before = (await readsBy(auditor)).length;
  await app.call('GET', '/api/2fa/status', { token: auditor.token });
  expect((await readsBy(auditor)).length).toBe(before);
});
