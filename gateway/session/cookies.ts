/** Cookies of this name belong to us; others on the same host (a developer's other programs) are none of our business. */
const prefix = '__Host-yogeum-'

export const accessCookie = `${prefix}access`

export interface Cookie {
  name: string
  value: string
}

/** Our own cookies in a Cookie header, in order, values as they were sent. Whatever else stands there is passed over. */
export function readOwnCookies(header: string | undefined): Cookie[] {
  if (header === undefined) return []
  return header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    return at > 0 && name.startsWith(prefix) ? [{ name, value: pair.slice(at + 1).trim() }] : []
  })
}

/** The Cookie header that auth gets, or null when there is nothing for it. */
export function toCookieHeader(cookies: Cookie[]): string | null {
  return cookies.length === 0 ? null : cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}
