import type { FastifyReply, FastifyRequest } from 'fastify';

/** A page elsewhere whose name is rebound to this address gets nothing. */
export async function refuseOtherHosts(request: FastifyRequest, reply: FastifyReply) {
  if (!isLoopback(request.headers.host))
    return refuse(reply, 421, 'The pages of the demo answer under a loopback address only');
}

export function refuse(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title, status });
}

function isLoopback(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name ?? '');
}
