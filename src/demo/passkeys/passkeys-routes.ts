import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { refuseOtherHosts } from '../loopback-host';
import { passkeysPage } from './passkeys-page';

/** A client of the API in one page, to try passkeys with. It knows no more than what is typed into it. */
export function mountPasskeys(fastify: FastifyInstance): void {
  fastify.get('/demo/passkeys', { onRequest: refuseOtherHosts }, (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
    return reply
      .header('Content-Security-Policy', policy)
      .type('text/html; charset=utf-8')
      .send(passkeysPage(nonce));
  });
}
