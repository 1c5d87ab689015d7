import { type ReactNode } from 'react'
import { ProblemScreen } from '../app/ProblemScreen.js'
import { type Permission } from '../generated/operations.js'
import { useCustomer } from './SessionProvider.js'

/** Shows what is behind it to whoever has the right to one of the services; the API refuses the others as well. */
export function RequirePermission({ anyOf, children }: { anyOf: readonly Permission[]; children: ReactNode }) {
  const { permissions } = useCustomer()
  if (anyOf.some((permission) => permissions.includes(permission))) return children
  return <ProblemScreen error={{ code: 'FORBIDDEN' }} />
}
