import { createServer } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Permission } from '../platform/identity/identity.js'

export interface TestClaims {
  customerId?: string
  sessionId?: string
  permissions?: Permission[]
  lineIds?: string[]
  eligibility?: string[]
  /** Seconds from `now`; 900 unless told. */
  lifetime?: number
  now?: Date
}

/** A real HTTP server that plays auth's part for the tests of other services: keys, tokens, ended sessions. */
export async function createTestIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' }
  const ended: string[] = []
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.url === '/.well-known/jwks.json') return response.end(JSON.stringify({ keys: [jwk] }))
    if (request.url?.startsWith('/internal/ended-sessions'))
      return response.end(JSON.stringify({ now: Date.now(), sessionIds: ended }))
    response.statusCode = 404
    return response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async issue(claims: TestClaims = {}): Promise<string> {
      const issuedAt = Math.floor((claims.now ?? new Date()).getTime() / 1000)
      return new SignJWT({
        sid: claims.sessionId ?? '00000000-0000-4000-8000-000000000002',
        permissions: claims.permissions ?? ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
        lines: claims.lineIds ?? [],
        eligibility: claims.eligibility ?? [],
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
        .setIssuer('yogeum-auth')
        .setAudience('yogeum')
        .setSubject(claims.customerId ?? '00000000-0000-4000-8000-000000000001')
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + (claims.lifetime ?? 900))
        .sign(privateKey)
    },
    endSession: (sessionId: string) => void ended.push(sessionId),
    async stop(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
