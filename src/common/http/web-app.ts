import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '../random';
import { pageRoutes } from './web-app-routes';

const NONCE = /__CSP_NONCE__/g;

/** Only the app's own files, and the style elements that carry this answer's nonce. */
const policy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

/** Where `npm run build` puts the web app; null when it has not been built. */
export function findWebApp(): string | null {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const built = join(folder, 'dist', 'web');
  return existsSync(join(built, 'index.html')) ? built : null;
}

/**
 * The web app, on the origin of the API. Its files are named after their content, so browsers keep them; the page that
 * names them is fetched each time.
 */
export async function serveWebApp(fastify: FastifyInstance, random: Random, folder: string): Promise<void> {
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const sendPage = (reply: FastifyReply) => {
    const nonce = random.bytes(16).toString('base64');
    return reply
      .header('Content-Security-Policy', policy(nonce))
      .header('Cache-Control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(index.replace(NONCE, nonce));
  };
  for (const route of pageRoutes) fastify.get(route, (_request, reply) => sendPage(reply));
  fastify.get('/*', (request, reply) =>
    isVisit(request) ? sendPage(reply.code(404)) : reply.callNotFound(),
  );
  await fastify.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
  });
}

/** Somebody who has mistyped an address is told so by a page, a program by a problem document. */
function isVisit({ headers, url }: FastifyRequest): boolean {
  return !/^\/(?:api|demo|docs|assets)(?:[/?]|$)/.test(url) && (headers.accept ?? '').includes('text/html');
}
