import type { FastifyReply } from 'fastify';
import { setTrustedDeviceCookie } from './2fa/trusted-devices/trusted-device-cookie';
import type { AuthenticatedView } from './auth.dto';
import type { LoggedIn } from './login-second-step.service';
import { setSessionCookie } from './sessions/session-cookie';

/** The token goes one way only: scripts of a page never see that of a cookie session. */
export function answerLoggedIn(
  reply: FastifyReply,
  { token, expiresAt, transport, user, device }: LoggedIn,
): AuthenticatedView {
  if (device) setTrustedDeviceCookie(reply, device);
  const answer = { expiresAt: expiresAt.toISOString(), deviceTrusted: device !== null, user };
  if (transport === 'bearer') return { status: 'authenticated', token, ...answer };
  setSessionCookie(reply, token, expiresAt);
  return { status: 'authenticated', ...answer };
}
