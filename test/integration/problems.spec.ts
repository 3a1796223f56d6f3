import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type TestApp } from '../support/app';
import { ProbeModule } from '../support/probe.module';

const logs: string[] = [];
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ modules: [ProbeModule], logs });
});
afterAll(() => app?.close());

const breakConnections = () =>
  app.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'shopflow'`);
const fail = (kind: string) => app.call('GET', `/api/probe/failures/${kind}`);

it('answers an expected refusal with its code, extras, headers and when to try again', async () => {
  const { status, headers, body } = await fail('domain');
  expect(status).toBe(423);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-probe')).toBe('yes');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(85);
  expect(body).toEqual({
    type: '/problems/payment-approval-locked',
    title: 'Payment approval is locked',
    status: 423,
    detail: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    code: 'payment-approval-locked',
    attemptsRemaining: 0,
    retryAt: expect.stringMatching(/Z$/),
  });
});

it.each(['unique', 'other'])('shows nothing of the inside when a request fails: %s', async (kind) => {
  const { status, body } = await fail(kind);
  expect(status).toBe(500);
  expect(body.code).toBe('internal-error');
  expect(JSON.stringify(body)).not.toMatch(/hidden-value|rate_limits|stack/);
  const line = logs.find(
    (entry) => entry.includes(body.instance.slice('urn:uuid:'.length)) && entry.includes('"error"'),
  );
  expect(line).toContain('/api/probe/failures/:kind');
});

it('does not log the values of a violated constraint', () => {
  expect(logs.filter((line) => line.includes('rate_limits_pk')).join()).not.toContain('hidden-value');
});

it('answers 503 when the database takes too long', async () => {
  const { status, headers, body } = await fail('slow');
  expect([status, body.code]).toEqual([503, 'service-unavailable']);
  expect(headers.get('retry-after')).toBe('1');
});

it('answers 503 when the connection breaks under a request', async () => {
  const answer = fail('disconnected');
  await sleep(200);
  await breakConnections();
  expect((await answer).body.code).toBe('service-unavailable');
});

it('survives the loss of every pooled connection', async () => {
  await breakConnections();
  await sleep(200);
  expect((await app.call('GET', '/api/auth/me', { token: 'x'.repeat(43) })).status).toBe(401);
});

it.each([
  ['GET', '/api/nothing', 404, 'not-found'],
  ['GET', '/nothing', 404, 'not-found'],
  ['GET', '/api/probe/things/1', 404, 'not-found'],
  ['GET', '/api/probe/things/%00', 404, 'not-found'],
  ['GET', '/api/probe/things/%E0%A4%A', 404, 'not-found'],
  ['GET', `/api/probe/things/${'a'.repeat(2_000)}`, 404, 'not-found'],
  ['PUT', '/api/probe/echo', 405, 'method-not-allowed'],
  ['GET', '/api/auth/me', 401, 'unauthenticated'],
])('%s %s is %i %s', async (method, path, status, code) => {
  const answer = await app.call(method, path);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

it('says which methods a route has', async () => {
  expect((await app.call('DELETE', '/api/probe/echo')).headers.get('allow')).toBe('POST');
});

it('serves the same under /api/v1', async () => {
  const answer = await app.call('POST', '/api/v1/probe/echo', { body: { amount: 5 } });
  expect([answer.status, answer.body]).toEqual([201, { amount: 5 }]);
});

it('points at each field that is wrong', async () => {
  const { status, body } = await app.call('POST', '/api/probe/echo', {
    body: { amount: 0, reference: 'x', 'a/b~c': 1 },
  });
  expect([status, body.code]).toEqual([400, 'validation-failed']);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(
    ['/amount', '/a~1b~0c', '/reference'].sort(),
  );
});

it('resolves the type of a problem to its description', async () => {
  const { status, body } = await app.call('GET', '/problems/code-incorrect');
  expect([status, body]).toEqual([
    200,
    { code: 'code-incorrect', status: 422, title: expect.any(String), detail: expect.any(String) },
  ]);
  expect((await app.call('GET', '/problems')).body.items.length).toBeGreaterThan(40);
  expect((await app.call('GET', '/problems/toString')).status).toBe(404);
});

it('takes no request id from outside', async () => {
  const { body } = await app.call('GET', '/api/nothing', {
    headers: { 'X-Request-Id': 'mine', 'Request-Id': 'mine' },
  });
  expect(body.instance).not.toContain('mine');
});

it.each([
  [
    'too large headers',
    `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'request-header-fields-too-large',
  ],
  ['what is not HTTP', 'HELLO\r\n\r\n', 400, 'validation-failed'],
])('answers %s below the router', async (_name, text, status, code) => {
  const answer = await overSocket(text);
  expect(answer).toContain(`HTTP/1.1 ${status} `);
  expect(answer).toContain('application/problem+json');
  expect(answer).toContain(`"code":"${code}"`);
});

function overSocket(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
