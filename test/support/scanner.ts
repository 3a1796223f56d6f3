import type { TestApp } from './app';

/** What scanners of mail do with a link: fetch it, ask for its head, and try what else the address takes. */
export async function scanLink(app: TestApp, page: string, token: string): Promise<void> {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    for (const path of [page, `${page}?token=${token}`, `${page}/${token}`]) {
      const { status } = await app.call(method, path, { headers: { Accept: 'text/html' } });
      if (status >= 500) throw new Error(`${method} ${path} was answered with ${status}`);
    }
  for (const method of ['POST', 'PUT', 'DELETE']) await app.call(method, page, { body: { token } });
}
