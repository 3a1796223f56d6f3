import { startApp, type TestApp } from '../support/app';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

it('answers an unknown route with a problem', async () => {
  const { status, headers, body } = await app.call('GET', '/api/nothing');
  expect(status).toBe(404);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body).toMatchObject({
    type: '/problems/not-found',
    status: 404,
    code: 'not-found',
    instance: expect.stringMatching(/^urn:uuid:/),
  });
});
