import { type FastifyInstance } from 'fastify'
import { type ReadForwarded } from '../request/forwarded.js'

/** On whatever we answer, pages or not. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const

/** Answers of the API are one customer's: nobody keeps them, and no browser makes anything but data of them. */
export const apiHeaders = {
  ...everywhere,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** For a year, s. Subdomains are not ours to speak for. */
export const transportSecurity = 'max-age=31536000'

/** What a page may load beside its own files; nothing, unless told. */
export interface PagePolicy {
  /** Further sources of styles, such as `'nonce-…'`. */
  style?: readonly string[]
  font?: readonly string[]
}

/**
 * Headers of an HTML page: scripts, styles, fonts and images from this host alone, none of them inline, connections to this
 * host alone, no frames either way, no plugin, no form that is sent elsewhere, no `<base>`. Pages change with the program
 * and their files are named by content, so a browser asks each time whether it still has the page.
 */
export function pageHeaders({ style = [], font = [] }: PagePolicy = {}): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    ["style-src 'self'", ...style].join(' '),
    ["font-src 'self'", ...font].join(' '),
    "img-src 'self' data:",
    "manifest-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    ...everywhere,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': policy.join('; '),
  }
}

/** Puts on every answer what is right for the API; a page or a file of one writes its own over it. */
export function addSecurityHeaders(app: FastifyInstance, readForwarded: ReadForwarded): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(apiHeaders)
    if (readForwarded(request.ip, request.headers).https)
      void reply.header('strict-transport-security', transportSecurity)
    done()
  })
}
