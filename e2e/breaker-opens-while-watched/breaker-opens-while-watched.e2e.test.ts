import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readEventStream } from '../../gateway/testing/eventStream.js'
import { connectSocket } from '../../gateway/testing/socketClient.js'
import { eventually } from '../../testing/eventually.js'
import { ask } from '../../testing/program/graphql.js'
import { signIn } from '../../testing/program/lines.js'
import { type Customer, type Program, startProgram } from '../../testing/program/startProgram.js'

interface Change {
  version: number
  at: string
  role: string
  operation: string
  from: string
  to: string
}

const changed = `subscription ($after: Int) { kosBreakerChanged(after: $after) { version at role operation from to } }`
const health = `{ kosHealth { role operations { operation breaker calls { outcome count } } } }`
const withinMs = 2_000

let program: Program
let url: string
let operator: string
let customer: Customer

beforeAll(async () => {
  program = await startProgram()
  url = program.gateways[0].url
  operator = await signIn(url, 'operator')
  customer = await program.customer()
}, 180_000)
afterAll(() => program?.stop())

interface Health {
  role: string
  operations: { operation: string; breaker: string }[]
}
const shown = async () =>
  ((await ask(url, { query: health, token: operator })).data?.['kosHealth'] ?? []) as unknown as Health[]
const breakerOfBills = async () =>
  (await shown()).find(({ role }) => role === 'BILLING')?.operations.find(({ operation }) => operation === 'K1')
    ?.breaker

/** Asks for bills that nobody has asked for before: what is kept tells nothing of KOS. */
let year = 2019
async function askForBills(): Promise<void> {
  const query = `query ($line: ID!) { line(id: $line) { ${Array.from({ length: 12 }, (_, month) => {
    const name = `${year}-${String(month + 1).padStart(2, '0')}`
    return `m${month}: bill(month: "${name}") { __typename }`
  }).join(' ')} } }`
  year -= 1
  await ask(url, { query, variables: { line: customer.lineId }, token: customer.token })
}

describe('an operator watches the breakers', () => {
  it('sees every process that speaks to KOS', async () => {
    await eventually('all of them', async () => {
      const roles = (await shown()).map(({ role }) => role)
      return ['BILLING', 'PRODUCT', 'SAGA'].every((role) => roles.includes(role))
    })
  })

  it('sees the breaker open, try and close, over WebSocket and event stream alike', async () => {
    const socket = await connectSocket(url, { token: operator })
    socket.subscribe('1', changed, { after: 0 })
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'text/event-stream' },
        authorization: `Bearer ${operator}`,
      },
      body: JSON.stringify({ query: changed, variables: { after: 0 } }),
    })
    const stream = readEventStream(response)
    const next = async (): Promise<Change> => {
      const [message, event] = await Promise.all([socket.next('1'), stream.next()])
      const late = Date.now()
      const one = (message as { payload: { data: { kosBreakerChanged: Change } } }).payload.data.kosBreakerChanged
      expect((event as { data: { data: unknown } }).data.data).toEqual({ kosBreakerChanged: one })
      expect(late - Date.parse(one.at)).toBeLessThan(withinMs)
      return one
    }

    await program.kos.break(['K1'], { down: true })
    const opened = next()
    await eventually('an open breaker', async () => {
      await askForBills()
      return (await breakerOfBills()) === 'OPEN'
    })
    expect(await opened).toMatchObject({ role: 'BILLING', operation: 'K1', from: 'CLOSED', to: 'OPEN' })
    await program.kos.heal()
    expect(await next()).toMatchObject({ role: 'BILLING', operation: 'K1', from: 'OPEN', to: 'HALF_OPEN' })
    const closed = next()
    await eventually('a closed breaker', async () => {
      await askForBills()
      return (await breakerOfBills()) === 'CLOSED'
    })
    expect(await closed).toMatchObject({ role: 'BILLING', operation: 'K1', from: 'HALF_OPEN', to: 'CLOSED' })
    socket.socket.terminate()
  })

  it('is the only one who does', async () => {
    const { errors } = await ask(url, { query: health, token: customer.token })
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN')
    const socket = await connectSocket(url, { token: customer.token })
    socket.subscribe('1', changed, { after: 0 })
    expect(JSON.stringify(await socket.next('1'))).toContain('"code":"FORBIDDEN"')
    socket.socket.terminate()
  })
})
