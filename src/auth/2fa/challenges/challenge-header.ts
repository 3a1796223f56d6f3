import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The challenge that the client names in `X-2FA-Challenge`; null when it names none, or nothing that could be one. */
export function challengeIdOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const value = headers['x-2fa-challenge'];
  return typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : null;
}

export const ChallengeId = createParamDecorator((_: unknown, context: ExecutionContext): string | null =>
  challengeIdOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
