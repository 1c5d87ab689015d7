import { type Fault } from '../fault.js'
import { billingCopyKilled } from './billingCopyKilled.js'
import { kosFails } from './kosFails.js'
import { monthEnds } from './monthEnds.js'
import { manyAskAtOnce } from './manyAskAtOnce.js'
import { postgresRestarts } from './postgresRestarts.js'
import { redisFails } from './redisFails.js'
import { redisKilledDuringChange } from './redisKilledDuringChange.js'

/** Every row, in the order of the report. */
export const faults: readonly Fault[] = [
  ...kosFails,
  ...redisFails,
  redisKilledDuringChange,
  billingCopyKilled,
  postgresRestarts,
  monthEnds,
  manyAskAtOnce,
]

/** @throws Error for a name that no row has */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => fault.name === name)
  if (!found) throw new Error(`no such row: ${name}; there are ${faults.map((fault) => fault.name).join(', ')}`)
  return found
}
