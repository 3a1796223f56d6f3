import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics';

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** Times each request under the pattern of its route: paths hold identifiers, and strangers invent any number of them. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const method = methods.has(request.method) ? request.method : 'other';
    metrics.countRequest(request.routeOptions.url ?? null, method, reply.statusCode, reply.elapsedTime);
    done();
  });
}
