/** The headers a browser adds by itself and a page cannot forge. */
export interface OriginHeaders {
  origin?: string;
  'sec-fetch-site'?: string | string[];
  host?: string;
}

/**
 * Where the browser says a request comes from; `unknown` when it says nothing, as programs do.
 * A reverse proxy may rewrite `Host`, so our public address counts too.
 */
export function originOf(headers: OriginHeaders, appUrl: URL): 'same-origin' | 'elsewhere' | 'unknown' {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin === undefined && site === undefined) return 'unknown';
  if (site !== undefined && site !== 'same-origin') return 'elsewhere';
  if (origin === undefined || origin === appUrl.origin) return 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host ? 'same-origin' : 'elsewhere';
}
