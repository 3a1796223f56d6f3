import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { after, Clock, SECOND } from '../clock';
import { DomainError } from '../domain-error';
import { httpStatusOf, isAboutErased, isOutage, refusalOf } from './fault';
import { PROBLEM_MEDIA_TYPE, type ProblemAnswer, plainProblem, toProblem } from './problem';

/** Every error leaves as problem+json; what is not an expected refusal is logged and shows nothing of the inside. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  constructor(private readonly clock: Clock) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { status, headers, body } = this.answerTo(error, request);
    if (reply.sent) return;
    reply.code(status).headers(headers).header('Content-Type', PROBLEM_MEDIA_TYPE);
    reply.send(JSON.stringify(body));
  }

  private answerTo(error: unknown, request: FastifyRequest): ProblemAnswer {
    const requestId = String(request.id);
    const now = this.clock.now();
    if (error instanceof DomainError) return toProblem(error, requestId, now);
    if (isAboutErased(error)) return toProblem(new DomainError('account-erased'), requestId, now);
    const route = request.routeOptions?.url ?? null;
    const status = httpStatusOf(error);
    if (isOutage(error) || status === 503) {
      this.logger.warn({ msg: 'A request met an outage', requestId, route, err: error });
      return toProblem(
        new DomainError('service-unavailable', { retryAt: after(now, SECOND) }),
        requestId,
        now,
      );
    }
    if (status === null || status >= 500) {
      this.logger.error({ msg: 'A request failed', requestId, route, err: error });
      return toProblem(new DomainError('internal-error'), requestId, now);
    }
    const refusal = wrongMethod(request) ?? refusalOf(error, status);
    return refusal ? toProblem(refusal, requestId, now) : plainProblem(status, requestId);
  }
}

function wrongMethod({ is404, server, url, method }: FastifyRequest): DomainError | null {
  const methods = is404 ? server.allowedMethods(url.split('?')[0] as string) : [];
  return methods.length > 0 && !methods.includes(method)
    ? new DomainError('method-not-allowed', { headers: { Allow: methods.join(', ') } })
    : null;
}
