interface OriginHeaders {
  origin?: string | undefined
  host?: string | undefined
  'sec-fetch-site'?: string | string[] | undefined
}

/** What a browser says in Sec-Fetch-Site of a request that another site's page brought about. */
const foreign: ReadonlySet<unknown> = new Set(['cross-site', 'same-site'])

/**
 * Whether a request may use the cookies that it carries. A browser names in Origin the page that sent the request: with
 * cookies, it has to be ours, else another site is acting in the customer's name. Requests without cookies carry nothing
 * that a foreign page could misuse.
 */
export function mayUseCookies(
  headers: OriginHeaders & { cookie?: string | undefined },
  allowedOrigins: readonly string[],
): boolean {
  return headers.cookie === undefined || isOwnOrigin(headers, allowedOrigins)
}

/**
 * Whether a request comes from a page of ours (the same host as was asked for, or one that was allowed) or from no page
 * at all. Browsers leave Origin out of some requests, such as those for an image, and say in Sec-Fetch-Site whose they
 * are. `Origin: null` is a page that does not say which it is.
 */
export function isOwnOrigin(headers: OriginHeaders, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined) return !foreign.has(headers['sec-fetch-site'])
  if (allowedOrigins.includes(origin)) return true
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  return (page.protocol === 'https:' || page.protocol === 'http:') && page.host === hostOf(page.protocol, host)
}

/** The Host header as a browser would write it in an origin: lower case, without the scheme's default port. */
function hostOf(protocol: string, host: string | undefined): string | null {
  const address = `${protocol}//${host ?? ''}`
  return URL.canParse(address) ? new URL(address).host : null
}
