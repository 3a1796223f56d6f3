import { DAY } from '../common/clock';

/** How long a "wasn't me" link is good for. */
export const REPORTABLE_MS = 7 * DAY;

/** The token stands behind the `#`: browsers keep it out of requests, and so of logs and `Referer`. */
export function reportLink(appUrl: URL, token: string): string {
  const link = new URL('/wasnt-me', appUrl);
  link.hash = `token=${token}`;
  return link.href;
}
