import { type SessionCustomerFragment } from '../generated/operations.js'

/** Who is signed in, as far as every screen needs to know. */
export type SessionCustomer = SessionCustomerFragment

export type SessionState =
  /** Not asked yet, or the gateway could not be reached. */
  | { kind: 'unknown'; failure: unknown }
  /** `ended`: there was a session, and it ended without this page's doing. */
  | { kind: 'signedOut'; ended: boolean }
  | { kind: 'signedIn'; customer: SessionCustomer }
