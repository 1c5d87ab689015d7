import { httpUrl, milliseconds } from '../../platform/config/fields.js'

/** What every role that asks KOS reads from its environment. */
export const kosFields = {
  /** Where KOS-Order is. */
  KOS_URL: httpUrl,
  /** What the reads of KOS of one request may take together, milliseconds. */
  KOS_READ_TIMEOUT_MS: milliseconds.default(2_500),
}
