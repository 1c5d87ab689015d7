import { type Identity } from '../../platform/identity/identity.js'

export type Policy = (identity: Identity) => boolean

/**
 * What `@policy` may name in a schema: questions to the caller's identity that no scope answers. A name that is not here
 * is refused to everyone. A policy asks for nothing that two sessions of one user may differ in, for these share their
 * subscriptions.
 */
export const policies: ReadonlyMap<string, Policy> = new Map<string, Policy>([
  ['HAS_LINE', ({ lineIds }) => lineIds.length > 0],
  ['AGE_65_PLUS', ({ eligibility }) => eligibility.includes('AGE_65_PLUS')],
  ['AGE_18_MINUS', ({ eligibility }) => eligibility.includes('AGE_18_MINUS')],
])
