/** The secret stands behind the `#`: browsers keep it out of requests, and so of logs and `Referer`. */
export function setPasswordLink(appUrl: URL, secret: string): string {
  const link = new URL('/set-password', appUrl);
  link.hash = `token=${secret}`;
  return link.href;
}
