import type { FastifyReply } from 'fastify';
import type { AuthenticatedView } from './auth.dto';
import type { LoggedIn } from './login-second-step.service';
import { setSessionCookie } from './sessions/session-cookie';

/** The token goes one way only: scripts of a page never see that of a cookie session. */
export function answerLoggedIn(
  reply: FastifyReply,
  { token, expiresAt, transport, user }: LoggedIn,
): AuthenticatedView {
  const answer = { expiresAt: expiresAt.toISOString(), user };
  if (transport === 'bearer') return { status: 'authenticated', token, ...answer };
  setSessionCookie(reply, token, expiresAt);
  return { status: 'authenticated', ...answer };
}
