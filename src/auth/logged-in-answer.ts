import type { FastifyReply } from 'fastify';
import { setTrustedDeviceCookie } from './2fa/trusted-devices/trusted-device-cookie';
import type { AuthenticatedView, EnrolmentRequiredView } from './auth.dto';
import type { LoggedIn } from './login-second-step.service';
import { setSessionCookie } from './sessions/session-cookie';

/** The token goes one way only: scripts of a page never see that of a cookie session. */
export function answerLoggedIn(
  reply: FastifyReply,
  { token, expiresAt, transport, user, device, enrolment }: LoggedIn,
): AuthenticatedView | EnrolmentRequiredView {
  if (device) setTrustedDeviceCookie(reply, device);
  if (transport === 'cookie') setSessionCookie(reply, token, expiresAt);
  const answer = {
    ...(transport === 'bearer' ? { token } : {}),
    expiresAt: expiresAt.toISOString(),
    deviceTrusted: device !== null,
    user,
  };
  return enrolment
    ? { status: 'enrolment_required', ...answer, allowedMethods: enrolment }
    : { status: 'authenticated', ...answer };
}
