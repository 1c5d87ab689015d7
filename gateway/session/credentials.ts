import { accessCookie, type Cookie } from './cookies.js'

/** What a request carries to say who sends it. */
export type Credentials = { kind: 'none' } | { kind: 'token'; token: string } | { kind: 'malformed' }

const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i
const token = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * The access token of a request: the Authorization header when there is one, else the cookie. A header that is there and
 * unreadable is malformed even when a cookie would do, for whoever wrote it meant it.
 */
export function readCredentials(authorization: string | undefined, cookies: Cookie[]): Credentials {
  if (authorization !== undefined) {
    const found = bearer.exec(authorization)?.[1]
    return found === undefined ? { kind: 'malformed' } : { kind: 'token', token: found }
  }
  const [value, ...others] = new Set(cookies.filter(({ name }) => name === accessCookie).map((cookie) => cookie.value))
  // Sign-out leaves an empty value behind in some browsers until they next look at its age.
  if (value === undefined || (value === '' && others.length === 0)) return { kind: 'none' }
  return others.length === 0 && token.test(value) ? { kind: 'token', token: value } : { kind: 'malformed' }
}
