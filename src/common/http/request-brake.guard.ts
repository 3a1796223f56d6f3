import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECOND } from '../clock';
import { DomainError } from '../domain-error';
import { networkOf } from './address-network';

const POLICY = 'default';
/** Where `@SkipThrottle()` leaves its mark. */
const SKIP = 'THROTTLER:SKIPdefault';

/**
 * The outer brake: so many requests a minute per user, or per network where nobody is logged in. Routes have one
 * budget in common, so what the throttler would look up for each route at each request is decided once.
 */
@Injectable()
export class RequestBrakeGuard extends ThrottlerGuard {
  private readonly skipped = new Map<unknown, boolean>();
  private limit: number;
  private ttl: number;
  private policy: string;

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    const [throttler] = this.throttlers;
    this.limit = throttler?.limit as number;
    this.ttl = throttler?.ttl as number;
    this.policy = `"${POLICY}";q=${this.limit};w=${this.ttl / SECOND}`;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.isSkipped(context)) return true;
    const http = context.switchToHttp();
    const tracker = await this.getTracker(http.getRequest<FastifyRequest>());
    const { limit, ttl } = this;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      tracker,
      ttl,
      limit,
      0,
      POLICY,
    );
    // draft-ietf-httpapi-ratelimit-headers, structured fields (RFC 9651).
    const reply = http.getResponse<FastifyReply>();
    reply.header('RateLimit-Policy', this.policy);
    reply.header('RateLimit', `"${POLICY}";r=${Math.max(0, limit - totalHits)};t=${timeToExpire}`);
    if (isBlocked)
      throw new DomainError('too-many-requests', { headers: { 'Retry-After': String(timeToExpire) } });
    return true;
  }

  protected override async getTracker({ principal, ip }: FastifyRequest): Promise<string> {
    return principal ? `user:${principal.userId}` : `address:${networkOf(ip)}`;
  }

  private isSkipped(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const known = this.skipped.get(handler);
    if (known !== undefined) return known;
    const skip =
      this.reflector.getAllAndOverride<boolean | undefined>(SKIP, [handler, context.getClass()]) === true;
    this.skipped.set(handler, skip);
    return skip;
  }
}
