import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** One line a request. The route is its pattern: paths may hold identifiers and queries may hold anything. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  if (!logger.isLevelEnabled('info')) return;
  // These fields are never secret, and looking for secrets in them would cost more than writing them.
  const requests = logger.child({}, { redact: [] });
  fastify.addHook('onResponse', (request, reply, done) => {
    requests.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        requestId: request.id,
        userId: request.principal?.userId,
      },
      'request',
    );
    done();
  });
}
