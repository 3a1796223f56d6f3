import { startApp, type TestApp } from '../support/app';

describe('the page behind links that set a password', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ env: { APP_NAME: 'Shop & <Flow>' } });
  });
  afterAll(() => app.close());

  it('runs only its own script and style, and none of it twice', async () => {
    const [first, second] = await Promise.all([
      app.call('GET', '/set-password'),
      app.call('GET', '/set-password'),
    ]);
    const nonce = /script-src 'nonce-([^']+)'/.exec(first.headers.get('content-security-policy') ?? '')?.[1];
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(first.body).toContain(`<script nonce="${nonce}">`);
    expect(first.body).toContain('/api/auth/password-reset/confirm');
    expect(second.body).not.toContain(nonce);
  });

  it('shows the name of the installation as text', async () => {
    const { body } = await app.call('GET', '/set-password');
    expect(body).toContain('Shop &#38; &#60;Flow&#62;');
  });
});
