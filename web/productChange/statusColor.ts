import { type ProductChangeStatus } from '../generated/operations.js'

/** The colour beside the words, of the theme. */
export function statusColor(status: ProductChangeStatus): string {
  switch (status) {
    case 'COMPLETED':
      return 'pine'
    case 'REJECTED':
      return 'red'
    case 'COMPENSATED':
    case 'NEEDS_ATTENTION':
      return 'orange'
    case 'IN_DOUBT':
      return 'yellow'
    case 'CANCELLED':
      return 'gray'
    case 'RESERVED':
    case 'REQUESTED':
    case 'IN_PROGRESS':
      return 'blue'
  }
}
