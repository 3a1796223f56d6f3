import '@fastify/cookie';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DeviceToken } from './trusted-device.service';

/** Sent along by the browser alone, never by another site, and never readable for a page (RFC 6265bis section 4.1.3.2). */
export const TRUSTED_DEVICE_COOKIE = '__Host-trusted-device';

const attributes = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;
const MAX_TOKEN = 200;

export function setTrustedDeviceCookie(reply: FastifyReply, { token, expiresAt }: DeviceToken): void {
  reply.setCookie(TRUSTED_DEVICE_COOKIE, token, { ...attributes, expires: expiresAt });
}

export function clearTrustedDeviceCookie(reply: FastifyReply): void {
  reply.clearCookie(TRUSTED_DEVICE_COOKIE, attributes);
}

/** The token that this browser brings; null when it brings none. */
export const PresentedDeviceToken = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null =>
    context.switchToHttp().getRequest<FastifyRequest>().cookies[TRUSTED_DEVICE_COOKIE]?.slice(0, MAX_TOKEN) ||
    null,
);
