import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app';
import { type Payer, type PendingApproval, pendingApproval, registerPayer, watch } from '../support/attacks';
import { freshTotpCode, registerOperator, verifyAndPay } from '../support/factories';
import { malformedBodies, plausibleBody, type Schema, type Schemas } from '../support/malformed-bodies';

interface Operation {
  method: string;
  path: string;
  body: Schema | null;
  query: string[];
}

let app: TestApp;
let payer: Payer;
let auditorToken: string;
let approval: PendingApproval;
let ids: Record<string, string>;
let schemas: Schemas;
let operations: Operation[];

beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
  auditorToken = (await registerOperator(app, 'auditor')).token;
  approval = await pendingApproval(app, payer);
  const { body: status } = await app.call('GET', '/api/2fa/status', { token: payer.client.token });
  ids = {
    contracts: approval.contractId,
    milestones: approval.milestoneId,
    approvals: approval.approvalId,
    challenges: approval.challengeId,
    factors: status.factors[0].id,
  };
  const { body: document } = await app.call('GET', '/openapi.json');
  schemas = document.components.schemas;
  operations = operationsOf(document);
});
afterAll(() => app.close());

interface PathItem {
  [method: string]: {
    requestBody?: { content: { 'application/json'?: { schema: Schema } } };
    parameters?: { in: string; name: string }[];
  };
}

function operationsOf(document: { paths: Record<string, PathItem> }): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .map(([method, { requestBody, parameters = [] }]) => ({
        method: method.toUpperCase(),
        path,
        body: requestBody?.content['application/json']?.schema ?? null,
        query: parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name),
      })),
  );
}

async function expectRefused(method: string, path: string, init: RequestInit, what: string): Promise<void> {
  const response = await fetch(`${app.url}${path}`, { method, ...init });
  const text = await response.text();
  const shown = `${method} ${path} with ${what}: ${response.status} ${text.slice(0, 200)}`;
  const answered = {
    refused: response.status >= 400 && response.status < 500,
    type: response.headers.get('content-type')?.split(';')[0],
    problem: safeParse(text),
  };
  expect([shown, answered]).toEqual([
    shown,
    {
      refused: true,
      type: 'application/problem+json',
      problem: expect.objectContaining({
        type: expect.any(String),
        title: expect.any(String),
        status: response.status,
        detail: expect.any(String),
        instance: expect.stringMatching(/^urn:uuid:/),
        code: expect.stringMatching(/^[a-z0-9-]+$/),
      }),
    },
  ]);
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const pathOf = ({ path }: Operation, id?: string) =>
  path.replace(
    /\/([a-z-]+)\/\{[^}]+\}/g,
    (_, collection) => `/${collection}/${id ?? ids[collection] ?? randomUUID()}`,
  );

const headersFor = (token: string) => ({
  Authorization: `Bearer ${token}`,
  'Content-Type': 'application/json',
  'Idempotency-Key': randomUUID(),
});

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += 20)
    await Promise.all(items.slice(start, start + 20).map(work));
}

function tokenFor({ path }: Operation): string {
  if (path.includes('/audit')) return auditorToken;
  return path.endsWith('/submit') ? payer.payee.token : payer.client.token;
}

it('finds the routes', () => {
  expect(operations.filter(({ body }) => body).length).toBeGreaterThan(18);
});

it('refuses every body that is not what the document says, and changes nothing', async () => {
  for (const operation of operations.filter(({ body }) => body)) {
    const { changed } = await watch(app, () =>
      inTurns(malformedBodies(operation.body as Schema, schemas), (body) =>
        expectRefused(
          operation.method,
          pathOf(operation),
          { body: body as string, headers: headersFor(tokenFor(operation)) },
          String(body).slice(0, 100),
        ),
      ),
    );
    expect([operation.path, changed]).toEqual([operation.path, []]);
  }
}, 60_000);

it('refuses every other kind of content', async () => {
  const kinds = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ];
  const cases = operations
    .filter(({ body }) => body)
    .flatMap((operation) => kinds.map((kind) => ({ operation, kind })));
  const { changed } = await watch(app, () =>
    inTurns(cases, ({ operation, kind }) =>
      expectRefused(
        operation.method,
        pathOf(operation),
        { body: 'a=1', headers: { ...headersFor(tokenFor(operation)), 'Content-Type': kind } },
        kind,
      ),
    ),
  );
  expect(changed).toEqual([]);
});

it('finds nothing behind an identifier that is none', async () => {
  const none = [
    'x',
    '0',
    'null',
    '%00',
    '%ff',
    '..%2f..%2fetc',
    "'%20OR%201=1--",
    '1e3',
    randomUUID(),
    'x'.repeat(3_000),
  ];
  const cases = operations
    .filter(({ path }) => path.includes('{'))
    .flatMap((operation) => none.map((id) => ({ operation, id })));
  expect(cases.length).toBeGreaterThan(100);
  const { changed } = await watch(app, () =>
    inTurns(cases, ({ operation, id }) => {
      const { body } = operation;
      const valid = body ? JSON.stringify(plausibleBody(body, schemas)) : undefined;
      const headers = headersFor(tokenFor(operation));
      const { 'Content-Type': _, ...bare } = headers;
      return expectRefused(
        operation.method,
        pathOf(operation, id),
        { body: valid, headers: body ? headers : bare },
        id,
      );
    }),
  );
  expect(changed).toEqual([]);
});

it('lets nobody else at what belongs to a client', async () => {
  const stranger = await registerPayer(app);
  const cases = operations.filter(({ path }) => Object.keys(ids).some((name) => path.includes(`/${name}/{`)));
  expect(cases.length).toBeGreaterThan(8);
  for (const { token } of [stranger.client, stranger.payee]) {
    const { answer, changed } = await watch(app, () =>
      Promise.all(
        cases.map(async (operation) => {
          const body = operation.body ? plausibleBody(operation.body, schemas) : undefined;
          const headers = { 'Idempotency-Key': randomUUID() };
          return (await app.call(operation.method, pathOf(operation), { token, headers, body })).status;
        }),
      ),
    );
    // 401: the removal of a factor asks for a challenge before it looks; 403: for the other kind of account.
    expect(answer.filter((status) => ![401, 403, 404].includes(status))).toEqual([]);
    expect(changed).toEqual([]);
  }
});

it('refuses every query that is not what the document says', async () => {
  const wrong: Record<string, string[]> = {
    limit: ['0', '-1', '101', 'x', '1.5', '1e9', '', 'null', '1&limit=2'],
    cursor: ['x', '%00', 'e30', 'x'.repeat(300), 'YWJj'],
    status: ['nonsense', '%00'],
    contractId: ['x', '%00'],
    subjectId: ['x', '%00'],
    actorId: ['x', '%00'],
    outcome: ['maybe'],
    from: ['yesterday', '%00', '9'.repeat(30)],
    to: ['tomorrow', '%00'],
    ip: ['nowhere', '%00'],
    unexpected: ['1'],
    __proto__: ['1'],
  };
  const cases = operations
    .filter(({ method, query }) => method === 'GET' && query.length > 0)
    .flatMap((operation) =>
      [...operation.query, 'unexpected'].flatMap((name) =>
        (wrong[name] ?? []).map((value) => ({ operation, query: `${name}=${value}` })),
      ),
    );
  expect(cases.length).toBeGreaterThan(50);
  await inTurns(cases, ({ operation, query }) =>
    expectRefused(
      'GET',
      `${pathOf(operation)}?${query}`,
      { headers: { Authorization: `Bearer ${tokenFor(operation)}` } },
      query,
    ),
  );
});

it('does not count what cannot be a code', async () => {
  const code = freshTotpCode(app, payer.secret);
  for (const typed of ['12345', '1234567', 'abcdef', '12 34', '1e5000', '+12345', 'x'.repeat(41)]) {
    const { answer, changed, events } = await watch(app, () =>
      verifyAndPay(app, payer.client, approval.approvalId, typed),
    );
    expect([answer.status, answer.body.code, changed, events]).toEqual([400, 'validation-failed', [], []]);
  }
  expect((await verifyAndPay(app, payer.client, approval.approvalId, code)).status).toBe(200);
});
