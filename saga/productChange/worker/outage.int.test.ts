import { connect, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort } from '../../../launcher/freePort.js'
import { eventually } from '../../../testing/eventually.js'
import { type ChangeEvent } from '../domain/events.js'
import { passedChecks, product } from '../domain/testing/story.js'
import { startSagaBench, type SagaBench } from './testing/startSagaBench.js'

let bench: SagaBench
let doors: { close(): void }[]
beforeEach(async () => {
  doors = []
  bench = await startSagaBench()
})
afterEach(async () => {
  for (const door of doors) door.close()
  await bench.end()
})

const asked = { of: 'demo02', to: 'LTE-PLUS-007' }
const once = ['PRODUCT_CHANGE LTE-LITE-003>LTE-PLUS-007 id']
/** As product begins a change whose checks it has made: the saga starts with the order. */
const checked = (): ChangeEvent[] => [
  {
    type: 'Prechecked',
    data: {
      ...{ checks: passedChecks, fromCode: 'LTE-LITE-003', contract: { kind: 'NONE' } },
      ...{ from: product('LTE-LITE-003'), to: product('LTE-PLUS-007') },
    },
  },
]
const attempts = async (changeId: string) =>
  (await bench.rows.productChangeSaga.findUniqueOrThrow({ where: { changeId } })).attempt
const moreAttempts = (id: string, than: number) => eventually('more attempts', async () => (await attempts(id)) > than)

describe('UFR-PROD-040 KOS is away', () => {
  it('a change waits without a trace, and is carried out when KOS is back', async () => {
    await bench.kos.faults({ down: true })
    await bench.worker({
      kos: bench.kosClient({
        reads: { breaker: { minimumCalls: 1_000 } },
        orders: { breaker: { minimumCalls: 1_000 } },
      }),
    })
    const id = await bench.ask(asked)
    await moreAttempts(id, 3)
    expect(await bench.types(id)).toEqual(['Requested'])
    await bench.kos.faults({})
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual(once)
  })

  it('nobody listens there: the order did not leave, and is not tried again before KOS answers', async () => {
    const port = await freePort()
    await bench.worker({
      kos: bench.kosClient({
        kosUrl: `http://127.0.0.1:${port}`,
        reads: { breaker: { openMs: 300 } },
        orders: { breaker: { openMs: 300 } },
      }),
    })
    const id = await bench.ask({ ...asked, events: checked })
    await bench.until(id, 'NotSent')
    expect((await bench.view(id)).status).toBe('REQUESTED')
    bench.move(10_000)
    await moreAttempts(id, 3)
    expect(await bench.types(id)).toEqual(['Requested', 'Prechecked', 'KosChangeRequested', 'NotSent'])
    await forward(port)
    await bench.until(id, 'COMPLETED')
    expect(await bench.ledger(id)).toEqual(once)
    expect((await bench.types(id)).slice(3, 7)).toEqual(['NotSent', 'Prechecked', 'KosChangeRequested', 'KosChanged'])
  })

  it('the breaker of the writes is open: nothing is asked, nothing is stored', async () => {
    const kos = bench.kosClient({
      reads: { breaker: { minimumCalls: 1, failurePercent: 1, openMs: 1_500 } },
      orders: { breaker: { minimumCalls: 1, failurePercent: 1, openMs: 1_500 } },
    })
    await bench.kos.faults({ operation: 'K5', httpErrorRate: 1 })
    await bench.worker({ kos, policy: { maxProcessingMs: 500 } })
    const first = await bench.ask(asked)
    await bench.until(first, 'InDoubt')
    expect(kos.writeBreaker().state).toBe('OPEN')
    const second = await bench.ask({ of: 'demo05', to: 'LTE-PLUS-007' })
    await moreAttempts(second, 0)
    expect(await bench.types(second)).toEqual(['Requested'])
    await bench.kos.faults({ operation: 'K5' })
    await bench.until(first, 'COMPLETED')
    await bench.until(second, 'COMPLETED')
    expect((await bench.types(second)).filter((type) => type === 'NotSent')).toEqual([])
  })

  it('a change that waits can be cancelled, and is never ordered', async () => {
    await bench.kos.faults({ down: true })
    await bench.worker()
    const id = await bench.ask(asked)
    await moreAttempts(id, 0)
    await bench.command(id, { command: 'cancel', by: 'c' })
    await bench.kos.faults({})
    const next = await bench.ask({ of: 'demo02', to: 'LTE-PLUS-007' })
    await bench.until(next, 'COMPLETED')
    expect(await bench.types(id)).toEqual(['Requested', 'Cancelled'])
    expect(await bench.ledger(id)).toEqual([])
    const saga = () => bench.rows.productChangeSaga.findUnique({ where: { changeId: id } })
    await eventually('it to be left alone', async () => (await saga())?.leaseUntil === null)
    expect((await saga())?.wakeAt).toBeNull()
  })

  it('a cancellation in the middle of the checks counts, and the change is left alone for good', async () => {
    await bench.kos.faults({ operation: 'K4', latencyMs: 500 })
    await bench.worker()
    const id = await bench.ask(asked)
    await eventually('the checks to begin', async () => Object.keys(await bench.kos.calls('K3')).length > 0)
    await bench.command(id, { command: 'cancel', by: 'c' })
    await bench.log.until('somebody else wrote into the stream of a product change')
    const saga = () => bench.rows.productChangeSaga.findUnique({ where: { changeId: id } })
    await eventually('it to be given back', async () => (await saga())?.leaseUntil === null)
    expect(await saga()).toMatchObject({ wakeAt: null, version: 2 })
    expect(await bench.kos.calls('K5')).toEqual({})
  })
})

/** Opens the port after all: what comes is handed on to KOS. */
async function forward(port: number): Promise<void> {
  const to = Number(new URL(bench.kos.url).port)
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1')
    for (const side of [socket, onward]) {
      doors.push({ close: () => side.destroy() })
      side.on('error', () => side.destroy())
    }
    socket.pipe(onward).pipe(socket)
  })
  doors.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
}
