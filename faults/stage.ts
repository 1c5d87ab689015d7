import { type SignedIn, signedInCustomers } from '../testing/program/customersOfCopies.js'
import { type KosControls, kosControls } from '../testing/program/kosControls.js'
import { type Copies, startCopies } from '../testing/program/startCopies.js'

/** The program with customers at it whose bills it has seen. */
export interface Stage {
  copies: Copies
  kos: KosControls
  gateway: string
  customers: [SignedIn, ...SignedIn[]]
  stop(): Promise<void>
}

export interface StageOptions {
  /** Free to use. */
  folder: string
  /** Of each role; 2 unless told. */
  copies?: number
  redis?: boolean
  customers?: number
  env?: Record<string, number | string>
}

/** An answer is fresh for a hundredth of its time: a current bill 3 s, so that it grows old within a row. */
const ttlFactor = 0.01
const people = 1_000

/** Starts it; whoever starts it stops it. */
export async function startStage({
  folder,
  copies: count = 2,
  redis = false,
  customers: customerCount = 20,
  env = {},
}: StageOptions): Promise<Stage> {
  const copies = await startCopies({
    ...{ folder, copies: count, redis, people },
    env: { KOS_TTL_FACTOR: ttlFactor, ...env },
  })
  try {
    const customers = await signedInCustomers(copies, customerCount)
    return {
      ...{ copies, customers },
      kos: kosControls(copies.kosUrl),
      gateway: copies.urls.gateway,
      stop: () => copies.stop(),
    }
  } catch (error) {
    await copies.stop()
    throw error
  }
}
