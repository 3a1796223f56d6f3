import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 50;

/** A client keeps its connection after the answer; while the server closes, that must not keep it from ending. */
export function endIdleConnectionsOnClose(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    endIdleConnections(fastify.server);
    done();
  });
}

/** New connections are refused at once. @returns when requests under way are finished, or have taken `atMostMs` */
export function stopListening(server: Server, atMostMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(resolve, atMostMs);
    endIdleConnections(server);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

function endIdleConnections(server: Server): void {
  const timer = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  server.once('close', () => clearInterval(timer));
}
