import { DAY } from '../common/clock';
import { maskAddress } from '../common/http/address-network';
import { deviceName, UNKNOWN_DEVICE } from '../common/http/device-name';

export interface Origin {
  ip: string | null;
  userAgent: string | null;
}

/** For how long ended sessions are remembered, see `EndedSessionsJob`. */
export const REMEMBERED_MS = 30 * DAY;

/**
 * Whether a login comes from where the person has not been lately: no session that is still remembered had a browser of
 * that name in that network (an IPv4 /24 or an IPv6 /64). The first login of a young account is no news.
 */
export function isNewOrigin(
  origin: Origin,
  earlier: readonly Origin[],
  account: { createdAt: Date },
  now: Date,
): boolean {
  if (earlier.length === 0) return now.getTime() - account.createdAt.getTime() >= REMEMBERED_MS;
  return !earlier.some(
    ({ ip, userAgent }) =>
      isSameBrowser(userAgent, origin.userAgent) && maskAddress(ip) === maskAddress(origin.ip),
  );
}

/** In another version, too. Programs without a name that people know are told apart by all that they say. */
function isSameBrowser(one: string | null, other: string | null): boolean {
  if (one === other) return true;
  const name = deviceName(one);
  return name !== UNKNOWN_DEVICE && name === deviceName(other);
}
