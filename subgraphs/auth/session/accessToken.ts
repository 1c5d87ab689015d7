import { SignJWT } from 'jose'
import { type LineIds } from '../../../platform/privacy/lineIds.js'
import { type Permission } from '../../../platform/identity/identity.js'
import { type Customer } from '../customer/customerStore.js'
import { eligibilityOf } from '../customer/eligibility.js'
import { type SigningKeys } from '../keys/signingKeys.js'

/** What is public of a customer: sealed and masked, as the token and the answer carry it. */
export interface Claims {
  customerId: string
  permissions: Permission[]
  lineIds: string[]
  eligibility: string[]
}

export interface AccessTokens {
  claimsOf(customer: Customer, now: Date): Claims
  issue(token: Claims & { sessionId: string; issuedAt: Date; expiresAt: Date }): Promise<string>
}

/** Issues access tokens: JWT, Ed25519, read by every role. */
export function createAccessTokens(options: {
  keys: SigningKeys
  lineIds: LineIds
  issuer: string
  audience: string
}): AccessTokens {
  const { keys, lineIds, issuer, audience } = options
  return {
    claimsOf: (customer, now) => ({
      customerId: customer.id,
      permissions: customer.permissions,
      lineIds: customer.lineNumbers.map((number) => lineIds.seal(number)),
      eligibility: eligibilityOf(customer.birthDate, now),
    }),
    async issue({ customerId, permissions, lineIds: lines, eligibility, sessionId, issuedAt, expiresAt }) {
      const { kid, key } = await keys.signer()
      return new SignJWT({ sid: sessionId, permissions, lines, eligibility })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(customerId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key)
    },
  }
}
