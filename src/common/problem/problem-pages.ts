import type { FastifyInstance } from 'fastify';
import { type ProblemCode, problems } from './catalogue';

/** The `type` of a problem is an address; here it leads somewhere (RFC 9457 section 3.1.1). */
export function describeProblems(fastify: FastifyInstance): void {
  fastify.get('/problems', () => ({
    items: Object.keys(problems).map((code) => describe(code as ProblemCode)),
  }));
  fastify.get<{ Params: { code: string } }>('/problems/:code', ({ params: { code } }, reply) =>
    Object.hasOwn(problems, code) ? reply.send(describe(code as ProblemCode)) : reply.callNotFound(),
  );
}

function describe(code: ProblemCode) {
  return { code, ...problems[code] };
}
