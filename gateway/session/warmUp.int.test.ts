import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import { traceFrom } from '../../platform/telemetry/trace.js'
import { eventually } from '../../testing/eventually.js'
import { createWatchedLog } from '../../testing/watchedLog.js'
import { startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { createSessionWarmUp } from './warmUp.js'

const { log } = createWatchedLog()

describe('UFR-AUTH-010 telling the subgraphs that a session has begun', () => {
  let server: Server
  let url: string
  const told: { path: string | undefined; headers: IncomingHttpHeaders }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      told.push({ path: request.url, headers: request.headers })
      response.writeHead(202).end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('UFR-AUTH-010 sends each the token and the trace, and one that is away disturbs nobody', async () => {
    const trace = traceFrom(undefined)
    const warmUp = createSessionWarmUp(['http://127.0.0.1:1', url], log)
    warmUp.begin('a.b.c', trace)
    await warmUp.stop()
    expect(told).toEqual([
      {
        path: '/internal/warm-up',
        headers: expect.objectContaining({
          authorization: 'Bearer a.b.c',
          traceparent: expect.stringContaining(trace.traceId) as unknown,
        }) as unknown,
      },
    ])
  })
})

describe('UFR-AUTH-010 a sign-in through the gateway', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())

  it('UFR-AUTH-010 tells billing of the session that auth has begun, and of no other', async () => {
    const issued = await test.issuer.issue({ sessionId: 'session-new' })
    test.auth.issuedToken = 'a.b.c'
    await test.post('mutation { refreshSession { id } }')
    test.auth.issuedToken = issued
    await test.post('mutation { refreshSession { id } }')
    await eventually('billing was told', () => test.billing.warmUps.length > 0)
    expect(test.billing.warmUps).toEqual([`Bearer ${issued}`])
  })
})
