import { DAY } from '../../src/common/clock';
import { OldNotificationsJob } from '../../src/notifications/old-notifications.job';
import { enrolTotp, expectStatus, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Account, freshTotpCode } from '../support/factories';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0';
let app: TestApp;
let person: Account;

let stranger: Account;
let factorId: string;
let secret: string;

beforeAll(async () => {
  app = await startApp();
  [person, stranger] = await Promise.all([openAccount(app), openAccount(app)]);
  secret = await enrolTotp(app, person);
  const { token } = person;
  const { body } = await expectStatus(200, app.call('GET', '/api/2fa/status', { token }));
  factorId = body.factors[0].id;
});
afterAll(() => app?.close());
beforeEach(() => app.query('DELETE FROM notifications'));

const list = async (query = '', { token } = person) =>
  (await expectStatus(200, app.call('GET', `/api/notifications${query}`, { token }))).body;
const read = (id: string, { token } = person) => app.call('POST', `/api/notifications/${id}/read`, { token });

async function spendable(): Promise<Record<string, string>> {
  const { token } = person;
  const open = { token, body: { purpose: 'manage-factors' } };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/challenges', open));
  const proof = { token, body: { code: freshTotpCode(app, secret) } };
  await expectStatus(204, app.call('POST', `/api/2fa/challenges/${body.id}/verify`, proof));
  return { 'X-2FA-Challenge': body.id };
}

async function change(...changes: object[]): Promise<void> {
  for (const body of changes)
    await expectStatus(
      200,
      app.call('PATCH', `/api/2fa/factors/${factorId}`, {
        token: person.token,
        body,
        headers: { 'User-Agent': FIREFOX, ...('preferred' in body ? await spendable() : {}) },
      }),
    );
}

it('tells what happened, when and from where', async () => {
  await change({ label: 'Phone' });
  const { items, nextCursor, unreadCount } = await list();
  expect([nextCursor, unreadCount]).toEqual([null, 1]);
  expect(items).toEqual([
    {
      id: expect.any(String),
      kind: 'factor-renamed',
      title: 'A second factor was renamed',
      body: 'One of your second factors (an authenticator app) is now called “Phone”.',
      place: '127.0.0.1, Firefox on Windows',
      severity: 'info',
      action: 'check-security',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      readAt: null,
    },
  ]);
});

it('pages through them, newest first, and through those that are unread', async () => {
  await change({ label: 'Phone' }, { label: 'Tablet' }, { preferred: true });
  const first = await list('?limit=2');
  expect(first.items.map(({ kind }: { kind: string }) => kind)).toEqual([
    'preferred-factor-changed',
    'factor-renamed',
  ]);
  const second = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([second.items.length, second.nextCursor, second.unreadCount]).toEqual([1, null, 3]);
  await expectStatus(204, read(first.items[0].id));
  const unread = await list('?unread=true&limit=1');
  expect([unread.items[0].id, unread.unreadCount]).toEqual([first.items[1].id, 2]);
  const rest = await list(`?unread=true&limit=1&cursor=${unread.nextCursor}`);
  expect([rest.items[0].id, rest.nextCursor]).toEqual([second.items[0].id, null]);
  expect((await list('?unread=false')).items).toHaveLength(3);
});

it('keeps the time of the first reading', async () => {
  await change({ label: 'Phone' });
  const [{ id }] = (await list()).items;
  await expectStatus(204, read(id));
  const [{ readAt }] = (await list()).items;
  app.clock.advance(60_000);
  await Promise.all([read(id), read(id)].map((answer) => expectStatus(204, answer)));
  const again = await list();
  expect([again.items[0].readAt, again.unreadCount]).toEqual([readAt, 0]);
});

it('reads all at once', async () => {
  await change({ label: 'Phone' }, { label: 'Tablet' });
  await expectStatus(204, app.call('POST', '/api/notifications/read', { token: person.token }));
  expect((await list('?unread=true')).items).toEqual([]);
});

it("neither shows nor touches another's", async () => {
  await change({ label: 'Phone' });
  const [{ id }] = (await list()).items;
  expect((await list('', stranger)).items).toEqual([]);
  await expectStatus(404, read(id, stranger));
  await expectStatus(204, app.call('POST', '/api/notifications/read', { token: stranger.token }));
  expect((await list()).unreadCount).toBe(1);
});

it.each(['?unread=perhaps', '?unread=true&unread=true', '?limit=0', '?limit=101', '?cursor=x', '?kind=a'])(
  'refuses %s',
  async (query) => {
    const { token } = person;
    expect((await app.call('GET', `/api/notifications${query}`, { token })).status).toBe(400);
  },
);

it('tells a kind that only a newer build knows in general words', async () => {
  await app.query(
    `INSERT INTO notifications (id, user_id, kind, params, created_at) VALUES (gen_random_uuid(), $1, 'of-tomorrow', '{}', $2)`,
    [person.id, app.clock.now()],
  );
  expect((await list()).items[0]).toMatchObject({
    kind: 'of-tomorrow',
    title: 'Something changed on your account',
    place: null,
  });
});

it('deletes them after 13 months', async () => {
  await change({ label: 'Phone' });
  app.clock.advance(395 * DAY);
  await app.get(OldNotificationsJob).run();
  expect(await app.query('SELECT FROM notifications WHERE user_id = $1', [person.id])).toHaveLength(1);
  app.clock.advance(2 * DAY);
  await app.get(OldNotificationsJob).run();
  expect(await app.query('SELECT FROM notifications WHERE user_id = $1', [person.id])).toEqual([]);
});
