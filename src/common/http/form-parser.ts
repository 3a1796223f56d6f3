import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain-error';

const MAX_BYTES = 16 * 1024;

/**
 * Providers post forms to us. Nobody else may: a page of another site can make a browser post a form without asking,
 * so every other route keeps to JSON.
 */
export function acceptForms(fastify: FastifyInstance, prefixes: readonly string[]): void {
  const options = { parseAs: 'string' as const, bodyLimit: MAX_BYTES };
  fastify.addContentTypeParser('application/x-www-form-urlencoded', options, (request, body, done) => {
    if (!prefixes.some((prefix) => request.url.startsWith(prefix)))
      return done(new DomainError('unsupported-media-type'));
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
}
