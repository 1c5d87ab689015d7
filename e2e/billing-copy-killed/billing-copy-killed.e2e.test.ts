import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBill, type SignedIn, signedInCustomers } from '../../testing/program/customersOfCopies.js'
import { kosControls } from '../../testing/program/kosControls.js'
import { startLoad } from '../../testing/program/load.js'
import { type Copies, startCopies } from '../../testing/program/startCopies.js'
import { until } from '../../testing/program/until.js'

const clients = 20
/** Some 20 requests a second. */
const pauseMs = 700
/** KOS takes its time, so that a copy that is killed has requests under way. */
const kosTakesMs = 300

let folder: string
let copies: Copies
let customers: SignedIn[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yogeum-e2e-'))
  copies = await startCopies({ folder, copies: 2, people: 1_000 })
  customers = await signedInCustomers(copies, clients)
  await kosControls(copies.kosUrl).break(['K1'], { latencyMs: kosTakesMs })
}, 180_000)

afterAll(async () => {
  await copies?.stop()
  await rm(folder, { recursive: true, force: true })
})

const isBack = (count: number): boolean =>
  copies.balanced('billing').filter(({ state }) => state === 'ready').length === count

describe('UFR-BILL-020 a copy of billing that is killed', () => {
  it('costs no customer their bill, and comes back', async () => {
    const load = startLoad({
      ...{ clients, pauseMs },
      send: (turn) => readBill(copies.urls.gateway, customers[turn % clients] as SignedIn),
    })
    await until('the load is on', () => load.sent() > 4 * clients)
    const [billing] = copies.copies.billing
    const pid = billing.pid()
    await until('it has work in its hands', () =>
      copies.balanced('billing').some(({ url, requests }) => url === billing.url && requests > 0),
    )
    await billing.crash()
    await until('there are two again', () => isBack(2) && billing.pid() !== pid)
    const sentByThen = load.sent()
    await until('the load went on', () => load.sent() > sentByThen + 3 * clients)
    const { failures } = await load.stop()

    expect(failures).toEqual([])
    expect(copies.said()).toContain('billing-1 ended (SIGKILL) and is started again')
  }, 120_000)
})
