import { startApp, type TestApp } from '../support/app';
import { ProbeModule } from '../support/probe.module';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ modules: [ProbeModule] });
});
afterAll(() => app?.close());

const echo = (body: string, headers: Record<string, string> = {}) =>
  app.call('POST', '/api/probe/echo', { body, headers });

it.each([
  '{"amount":1e3}',
  '{"amount":1.0}',
  '{"amount":10.5}',
  '{"amount":-0}',
  '{"amount":1E2}',
  '{"amount":01}',
  '{"amount":5',
  '{"amount":NaN}',
  '',
  ' ',
  '{"amount":5,"note":"a\\u0000b"}',
  '{"amount":5,"note":"\\ud800"}',
  '{"amount":5,"__proto__":{"x":1}}',
  '{"amount":5,"constructor":{"prototype":{"x":1}}}',
  `${'['.repeat(40)}${']'.repeat(40)}`,
  `{"a":${'{"a":'.repeat(40)}1${'}'.repeat(41)}`,
])('refuses %s as malformed', async (text) => {
  const { status, body } = await echo(text, { 'Content-Type': 'application/json' });
  expect([status, body.code]).toEqual([400, 'malformed-json']);
});

it.each([
  '{"amount":"5"}',
  '{"amount":-5}',
  '{"amount":0}',
  '{"amount":9007199254740992}',
  '{"amount":null}',
  '{"amount":[5]}',
  '{}',
  '[]',
  '5',
  'null',
  '"x"',
])('refuses %s as not valid', async (text) => {
  const { status, body } = await echo(text, { 'Content-Type': 'application/json' });
  expect([status, body.code]).toEqual([400, 'validation-failed']);
});

it('says what is wrong with a number', async () => {
  expect((await echo('{"amount":1e3}')).body.detail).toContain('1e3');
});

it.each([
  '{"amount":9007199254740991}',
  '{"amount":5,"note":"1e3 and 1.0 \\"-0\\""}',
  '{"amount":5,"note":"\\ud83d\\ude00"}',
])('accepts %s', async (text) => {
  const { status, body } = await echo(text);
  expect([status, body]).toEqual([201, JSON.parse(text)]);
});

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
])('refuses %s', async (type) => {
  const { status, body } = await echo('amount=5', { 'Content-Type': type });
  expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
});

it('refuses more than 64 kB', async () => {
  const { status, body } = await echo(JSON.stringify({ amount: 5, note: 'a'.repeat(70_000) }));
  expect([status, body.code]).toEqual([413, 'payload-too-large']);
});

it('answers a body made to exhaust the parser at once', async () => {
  const started = performance.now();
  await echo(`"${'\\"'.repeat(32_000)}`);
  await echo(`[${'"'.repeat(64_000)}`);
  expect(performance.now() - started).toBeLessThan(2_000);
});
