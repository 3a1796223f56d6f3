import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { canonicalJson } from '../canonical-json';
import { digest } from '../crypto/hashing';
import { DomainError } from '../domain-error';
import { type Claim, IdempotencyKeys } from './idempotency-keys';

export const IDEMPOTENT = 'idempotent';

const HEADER = 'idempotency-key';
const FORM = /^[\x21-\x7e]{1,200}$/;

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(private readonly keys: IdempotencyKeys) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return from(this.answer(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), next));
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const { principal } = request;
    if (!principal) throw new Error('A route with @Idempotent() ran without a session');
    const claimed = await this.keys.claim({
      userId: principal.userId,
      key: keyOf(request),
      fingerprint: fingerprintOf(request),
    });
    if ('claim' in claimed) return this.run(claimed.claim, reply, next);
    reply.code(claimed.stored.status).header('Idempotent-Replayed', 'true');
    return claimed.stored.body ?? undefined;
  }

  private async run(claim: Claim, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const answer = await this.handle(claim, next);
    await this.keys
      .store(claim, reply.statusCode, answer)
      .catch((error: Error) => this.logger.warn(`An answer could not be kept for its key: ${error.message}`));
    return answer;
  }

  /** A refused or failed request has done nothing that counts: its key is free again. */
  private async handle(claim: Claim, next: CallHandler): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.keys
        .release(claim)
        .catch(({ message }: Error) =>
          this.logger.warn(`A key is free only when its lease ends: ${message}`),
        );
      throw error;
    }
  }
}

/** The request needs an `Idempotency-Key`, and with the same key it is carried out once. */
export const Idempotent = () =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Fresh for each intent, the same for each retry of it; kept for 24 hours.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    }),
  );

export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  keyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

function keyOf({ headers }: FastifyRequest): string {
  const key = headers[HEADER];
  if (typeof key !== 'string' || !FORM.test(key)) throw new DomainError('idempotency-key-required');
  return key;
}

/** `/api/v1/…` and `/api/…` are one route, and the order of members does not make another body. */
function fingerprintOf({ method, routeOptions, params, body }: FastifyRequest): Buffer {
  const route = (routeOptions.url ?? '').replace(/^\/api\/v1\//, '/api/');
  return digest(method, route, canonicalJson(params), canonicalJson(body));
}
