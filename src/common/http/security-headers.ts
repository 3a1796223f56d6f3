import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../../config/app-config';

/** Answers of the API are data: a browser that is tricked into showing one gets to load and run nothing. */
const STRICT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What Swagger UI needs on top: its own files, its inline styles and images, and calls to this API. */
const DOCUMENTATION_POLICY = `${STRICT_POLICY}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'`;

/** The same on every answer, so they are put together once. */
export function addSecurityHeaders(
  fastify: FastifyInstance,
  { secureTransport }: Pick<AppConfig, 'secureTransport'>,
): void {
  const always = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(secureTransport && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  };
  const ofApi = { ...always, 'Content-Security-Policy': STRICT_POLICY, 'Cache-Control': 'no-store' };
  const ofDocumentation = { ...always, 'Content-Security-Policy': DOCUMENTATION_POLICY };
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(isDocumentation(request.routeOptions.url) ? ofDocumentation : ofApi);
    done();
  });
}

function isDocumentation(route: string | undefined): boolean {
  return route !== undefined && (route === '/docs' || route.startsWith('/docs/'));
}
