import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppConfig } from '../../config/app-config';
import { DomainError } from '../domain-error';
import { PROBLEM_MEDIA_TYPE, type ProblemAnswer, toProblem } from '../problem/problem';
import { SystemRandom } from '../random';

const BODY_LIMIT = 64 * 1024;
const random = new SystemRandom();

export function createAdapter({ trustedProxies }: Pick<AppConfig, 'trustedProxies'>): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    genReqId: () => random.id(),
    requestIdHeader: false,
    requestTimeout: 30_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: answerBelowHttp,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { status, body } = refuse(
        new DomainError('not-found', { detail: 'The address cannot be decoded.' }),
        request.id,
      );
      reply.code(status).header('Content-Type', PROBLEM_MEDIA_TYPE).send(JSON.stringify(body));
    },
  });
}

interface ParseError extends Error {
  code?: string;
}

/** What Node's HTTP parser refuses never becomes a request; the answer is written to the socket by hand. */
function answerBelowHttp(error: ParseError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const id = random.id();
  const { status, body } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? refuse(new DomainError('request-header-fields-too-large'), id)
      : refuse(new DomainError('validation-failed', { detail: 'This is not a complete HTTP request.' }), id);
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${body.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function refuse(error: DomainError, requestId: string): ProblemAnswer {
  return toProblem(error, requestId, new Date(0));
}
