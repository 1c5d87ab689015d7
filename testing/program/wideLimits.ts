const most = '1000000/10s'

/** For programs that are measured or made to fail: few customers then ask more than any would, but are counted all the same. */
export const wideLimits = {
  RATE_LIMIT_CUSTOMER: most,
  RATE_LIMIT_CLIENT: most,
  RATE_LIMIT_ADDRESS: most,
  RATE_LIMIT_SIGN_IN: most,
} as const
