import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../launcher/findProgram.js'
import { readBill, type SignedIn, signedInCustomers } from '../../testing/program/customersOfCopies.js'
import { kosControls } from '../../testing/program/kosControls.js'
import { signIn } from '../../testing/program/lines.js'
import { startLoad } from '../../testing/program/load.js'
import { productChanges } from '../../testing/program/productChanges.js'
import { type Copies, startCopies } from '../../testing/program/startCopies.js'
import { targetOf } from '../../testing/program/targetOf.js'
import { until } from '../../testing/program/until.js'
import { watchChange } from '../../testing/program/watchChange.js'

const clients = 20
/** Some 14 requests a second, of which every fifteenth signs in: there are two cores, and a dozen processes on them. */
const pauseMs = 1_400
const signInEvery = 15

const ends = new AbortController()
let folder: string
let copies: Copies
let customers: [SignedIn, ...SignedIn[]]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yogeum-e2e-'))
  copies = await startCopies({ folder, copies: 2, redis: findProgram('redis-server') !== null, people: 1_000 })
  customers = await signedInCustomers(copies, clients)
}, 180_000)

afterAll(async () => {
  ends.abort()
  await copies?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Somebody whose change is reserved, so that nothing happens to it, and who watches it through the balancer. */
async function watchReservation() {
  const { lineId, token, productCode } = await whoMayChange()
  const gateway = () => ({ url: copies.urls.gateway })
  const changes = productChanges(gateway, token)
  const { change, userErrors } = await changes.request({ lineId, productCode, timing: 'NEXT_BILL_CYCLE' })
  expect(userErrors).toEqual([])
  const id = change?.id ?? ''
  const watch = watchChange(id, { gateway, token, signal: ends.signal })
  await until('the first event is there', () => watch.watched.seen.length === 1)
  return { ...watch, cancel: () => changes.cancel(id) }
}

async function whoMayChange(): Promise<SignedIn & { productCode: string }> {
  const kos = kosControls(copies.kosUrl)
  const plans = await kos.plans()
  for (const customer of customers) {
    const productCode = targetOf('NO_CONTRACT', customer, await kos.contractOf(customer.lineNumber), plans)
    if (productCode !== undefined) return { ...customer, productCode }
  }
  throw new Error('no customer may change their plan')
}

describe('a rolling restart under load', () => {
  it('fails no request, replaces every copy, and loses no event of what is watched', async () => {
    const watch = await watchReservation()
    const before = Object.values(copies.copies)
      .flat()
      .map((copy) => copy.pid())
    const load = startLoad({
      ...{ clients, pauseMs },
      async send(turn) {
        const customer = customers[turn % clients] as SignedIn
        if (turn % signInEvery === 0) await signIn(copies.urls.gateway, customer.loginId)
        else await readBill(copies.urls.gateway, customer)
      },
    })
    // Not from the cold: what is to be seen is the restart.
    await until('the load is on', () => load.sent() > 3 * clients)

    await copies.rollingRestart()
    const { sent, failures } = await load.stop()
    expect(failures).toEqual([])
    expect(sent).toBeGreaterThan(10 * clients)

    const after = Object.values(copies.copies)
      .flat()
      .map((copy) => copy.pid())
    expect(after.filter((pid) => before.includes(pid))).toEqual([])
    await watch.cancel()
    const { seen, reconnects } = await watch.ended
    expect(seen.map(({ version, type }) => [version, type])).toEqual([
      [1, 'Requested'],
      [2, 'Cancelled'],
    ])
    expect(reconnects).toBeGreaterThan(0)
  }, 240_000)
})
