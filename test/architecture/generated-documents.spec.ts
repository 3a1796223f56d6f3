import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditEventList } from '../../src/audit/catalogue/event-list';
import { problemList } from '../../src/common/problem/problem-list';
import { startApp, type TestApp } from '../support/app';

const root = join(__dirname, '..', '..');
const committed = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the OpenAPI document', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it('is served as it is committed (otherwise: npm run openapi)', async () => {
    const { status, body } = await app.call('GET', '/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(committed('docs/api/openapi.json')));
  });

  it('is OpenAPI 3.1, with a problem for each operation and unique operation ids', async () => {
    const { body } = await app.call('GET', '/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    // biome-ignore lint/suspicious/noExplicitAny: a document of any shape.
    const operations: any[] = Object.values(body.paths).flatMap((item) => Object.values(item as object));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { responses } of operations)
      expect(Object.keys(responses.default.content)).toEqual(['application/problem+json']);
  });

  it('has a page that may load only its own files', async () => {
    const { status, headers, body } = await app.call('GET', '/docs');
    expect(status).toBe(200);
    expect(body).toContain('swagger-ui');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect((await app.call('GET', '/docs/swagger-ui-bundle.js')).status).toBe(200);
  });
});

it('lists every problem (otherwise: npm run docs:problems)', () => {
  expect(committed('docs/problems.md')).toBe(problemList());
});

it('lists every audit event (otherwise: npm run docs:audit-events)', () => {
  expect(committed('docs/audit-events.md')).toBe(auditEventList());
});
