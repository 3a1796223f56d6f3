import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { catchError, concatMap, from, type Observable } from 'rxjs';
import { ACCOUNT_TYPES, contextOf, type Principal } from '../../auth/sessions/principal';
import { DomainError } from '../../common/domain-error';
import { AuditRecorder } from '../audit-recorder';

const RECORDS_ITSELF = 'records-itself';

/** The route writes an event of its own, which tells more. */
export const RecordsItself = () => SetMetadata(RECORDS_ITSELF, true);

type AccountType = Principal['accountType'];

const operators: readonly AccountType[] = ['admin', 'auditor'];
/** Nothing was looked for yet. */
const malformed: ReadonlySet<string> = new Set(['validation-failed', 'invalid-cursor']);
/** Values that tell of no person: identifiers, numbers, times, and words that the contract lists. */
const harmless =
  /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,15}|\d{4}-\d\d-\d\dT[\d:.]{4,15}(Z|[+-]\d\d:\d\d))$/i;
const listed = new Set([
  'accountType',
  'bucket',
  'format',
  'impact',
  'kind',
  'outcome',
  'status',
  'twoFactor',
  'type',
]);

/**
 * Whatever only admins and auditors may read is recorded with who read it, by the route's own mark `@OnlyFor`: a route that is added
 * later cannot be forgotten. When it cannot be recorded, nothing is shown.
 */
@Injectable()
export class RecordedReads implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditRecorder,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal } = request;
    if (!principal || request.method !== 'GET' || !this.isRecorded(context)) return next.handle();
    return next.handle().pipe(
      concatMap((shown) => from(this.record(request, principal).then(() => shown))),
      catchError(async (error) => {
        if (error instanceof DomainError && !malformed.has(error.code))
          await this.record(request, principal, error.code);
        throw error;
      }),
    );
  }

  private isRecorded(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const allowed = this.reflector.getAllAndOverride<AccountType[] | undefined>(ACCOUNT_TYPES, places);
    if (!allowed || allowed.some((type) => !operators.includes(type))) return false;
    return !this.reflector.getAllAndOverride<true | undefined>(RECORDS_ITSELF, places);
  }

  private record(request: FastifyRequest, { userId }: Principal, reason?: string): Promise<void> {
    const { id = null } = request.params as { id?: string };
    const route = request.routeOptions.url?.replace('/api/v1/', '/api/') ?? null;
    return this.audit.recordAlone(contextOf(request), {
      type: 'records.read',
      outcome: reason === undefined ? 'success' : 'failure',
      actorId: userId,
      subject: { type: 'records', id: id !== null && harmless.test(id) ? id : null },
      details: {
        route,
        query: asked(request.query as Record<string, unknown>),
        ...(reason ? { reason } : {}),
      },
    });
  }
}

function asked(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .slice(0, 20)
      .map(([name, value]) => [
        name.slice(0, 40),
        typeof value === 'string' &&
        (harmless.test(value) || (listed.has(name) && /^[\w.-]{1,40}$/.test(value)))
          ? value
          : 'given',
      ]),
  );
}
