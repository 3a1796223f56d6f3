import { HOUR, MINUTE } from '../../src/common/clock';
import { expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';

const ORIGIN = 'https://shop.example';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const me = (token: string) => app.call('GET', '/api/auth/me', { token });

describe('sessions', () => {
  it('answer who is asking', async () => {
    const { token, email, id } = await openAccount(app);
    const answer = await expectStatus(200, me(token));
    expect(answer.body).toEqual({
      id,
      email,
      name: 'Ada Lovelace',
      accountType: 'client',
      secondFactorAt: null,
      timeZone: 'UTC',
    });
  });

  it.each([
    ['nothing', {}],
    ['an invented token', { Authorization: 'Bearer invented' }],
    ['another scheme', { Authorization: 'Basic YTpi' }],
    ['an endless token', { Authorization: `Bearer ${'a'.repeat(5000)}` }],
    ['an invented cookie', { Cookie: '__Host-session=invented' }],
  ])('are needed: %s is 401', async (_, headers: Record<string, string>) => {
    const answer = await expectStatus(401, app.call('GET', '/api/auth/me', { headers }));
    expect(answer.body.code).toBe('unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('end after 15 idle minutes', async () => {
    const { token } = await openAccount(app);
    app.clock.advance(14 * MINUTE);
    await expectStatus(200, me(token));
    app.clock.advance(14 * MINUTE);
    await expectStatus(200, me(token));
    app.clock.advance(15 * MINUTE);
    await expectStatus(401, me(token));
  });

  it('end after twelve hours however busy', async () => {
    const { token } = await openAccount(app);
    for (let passed = 0; passed < 12 * HOUR - 10 * MINUTE; passed += 10 * MINUTE) {
      app.clock.advance(10 * MINUTE);
      await expectStatus(200, me(token));
    }
    app.clock.advance(10 * MINUTE);
    await expectStatus(401, me(token));
  });

  it('write when they were seen at most once a minute', async () => {
    const { token, id } = await openAccount(app);
    const seen = async () =>
      (
        await app.query<{ at: Date }>(
          'SELECT last_seen_at AS at FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
          [id],
        )
      )[0]?.at;
    const first = await seen();
    app.clock.advance(MINUTE / 2);
    await me(token);
    expect(await seen()).toEqual(first);
    app.clock.advance(MINUTE);
    await me(token);
    expect(await seen()).not.toEqual(first);
  });

  it('end with a logout, at once and once', async () => {
    const { token, id } = await openAccount(app);
    await expectStatus(204, app.call('POST', '/api/auth/logout', { token }));
    await expectStatus(401, me(token));
    await expectStatus(401, app.call('POST', '/api/auth/logout', { token }));
    expect(
      await app.query(`SELECT outcome FROM audit_events WHERE type = 'session.logout' AND actor_id = $1`, [
        id,
      ]),
    ).toEqual([{ outcome: 'success' }]);
  });

  it('are listed with the current one marked, and can be ended from another', async () => {
    const account = await openAccount(app);
    const other = (await expectStatus(200, login(app, account.email))).body.token;
    const { body } = await expectStatus(200, app.call('GET', '/api/auth/sessions', { token: account.token }));
    expect(body).toMatchObject({
      items: [{ current: false, ip: '127.0.0.1' }, { current: true }],
      nextCursor: null,
    });
    expect(Object.keys(body.items[0]).sort()).toEqual([
      'createdAt',
      'current',
      'device',
      'id',
      'ip',
      'lastSeenAt',
      'userAgent',
    ]);
    const path = `/api/auth/sessions/${body.items[0].id}`;
    await expectStatus(204, app.call('DELETE', path, { token: account.token }));
    await expectStatus(401, me(other));
    await expectStatus(200, me(account.token));
    await expectStatus(404, app.call('DELETE', path, { token: account.token }));
  });

  it('are listed page by page', async () => {
    const account = await openAccount(app);
    for (let times = 0; times < 2; times++) await expectStatus(200, login(app, account.email));
    const page = (query: string) =>
      expectStatus(200, app.call('GET', `/api/auth/sessions?${query}`, { token: account.token }));
    const first = await page('limit=2');
    expect(first.body.items).toHaveLength(2);
    const second = await page(`limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ current: true }], nextCursor: null });
  });

  it('of somebody else are not there', async () => {
    const mine = await openAccount(app);
    const theirs = await openAccount(app);
    const { body } = await app.call('GET', '/api/auth/sessions', { token: theirs.token });
    const answer = await app.call('DELETE', `/api/auth/sessions/${body.items[0].id}`, { token: mine.token });
    expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
    await expectStatus(404, app.call('DELETE', '/api/auth/sessions/not-an-id', { token: mine.token }));
    await expectStatus(200, me(theirs.token));
  });
});

describe('cookie sessions', () => {
  async function cookieOf(email: string): Promise<{ cookie: string; attributes: string }> {
    const answer = await expectStatus(200, login(app, email, { transport: 'cookie' }));
    expect(answer.body.token).toBeUndefined();
    const [cookie = '', ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
    return { cookie, attributes: attributes.join('; ') };
  }

  it('keep the token from scripts and other sites', async () => {
    const { cookie, attributes } = await cookieOf((await openAccount(app)).email);
    expect(cookie).toMatch(/^__Host-session=[\w-]{43}$/);
    expect(attributes).toMatch(/Path=\//);
    expect(attributes).toMatch(/HttpOnly/);
    expect(attributes).toMatch(/Secure/);
    expect(attributes).toMatch(/SameSite=Strict/);
    expect(attributes).not.toMatch(/Domain/);
  });

  it.each<[string, Record<string, string>, number]>([
    ['no word of where it comes from', {}, 403],
    ['another origin', { Origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { Origin: 'null' }, 403],
    ['a cross-site request', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a sibling site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['our origin', { Origin: ORIGIN }, 204],
    ['a same-origin request', { 'Sec-Fetch-Site': 'same-origin' }, 204],
  ])('on unsafe methods: %s', async (_, headers, status) => {
    const { cookie } = await cookieOf((await openAccount(app)).email);
    const answer = await app.call('POST', '/api/auth/logout', { headers: { Cookie: cookie, ...headers } });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.code).toBe('cross-site-request');
    await expectStatus(
      status === 403 ? 200 : 401,
      app.call('GET', '/api/auth/me', { headers: { Cookie: cookie } }),
    );
  });

  it('are taken away by the logout', async () => {
    const { cookie } = await cookieOf((await openAccount(app)).email);
    const answer = await app.call('POST', '/api/auth/logout', {
      headers: { Cookie: cookie, Origin: ORIGIN },
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-session=; .*Expires=Thu, 01 Jan 1970/);
  });

  it('and bearer sessions do not mix', async () => {
    const { email, token } = await openAccount(app);
    const { cookie } = await cookieOf(email);
    await expectStatus(401, me(cookie.slice('__Host-session='.length)));
    await expectStatus(
      401,
      app.call('GET', '/api/auth/me', { headers: { Cookie: `__Host-session=${token}` } }),
    );
    await expectStatus(
      401,
      app.call('GET', '/api/auth/me', { token: 'invented', headers: { Cookie: cookie } }),
    );
  });
});
