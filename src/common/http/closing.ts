import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 50;

/** A client keeps its connection after the answer; while the server closes, that must not keep it from ending. */
export function endIdleConnectionsOnClose(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const { server } = fastify;
    const timer = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
    server.once('close', () => clearInterval(timer));
    done();
  });
}
