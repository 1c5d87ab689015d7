import { type ProductChangeStatus } from '../generated/operations.js'

/** Every state of a change: those that want a person first, those that are over last. */
export const statusesByUrgency = [
  'NEEDS_ATTENTION',
  'IN_DOUBT',
  'IN_PROGRESS',
  'REQUESTED',
  'RESERVED',
  'COMPENSATED',
  'REJECTED',
  'CANCELLED',
  'COMPLETED',
] as const satisfies readonly ProductChangeStatus[]
