import { afterEach, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { get as httpGet, Agent, type IncomingMessage } from 'node:http'
import { addHealthRoutes, createHttpServer, listen } from './createHttpServer.js'
import { type RunningRole } from './runningRole.js'

let role: RunningRole
afterEach(() => role.stop())

async function serve(DRAIN_MS: number): Promise<void> {
  const app = await createHttpServer({ bodyLimit: 1024 })
  addHealthRoutes(app, 'test', () => Promise.resolve({ ready: true }))
  app.get('/work', () => ({ done: true }))
  role = await listen(app, { HOST: '127.0.0.1', PORT: 0, DRAIN_MS }, () => Promise.resolve())
}

const agent = new Agent({ keepAlive: true })
async function ask(path: string): Promise<{ status: number | undefined; connection: string | undefined }> {
  const [answer] = (await once(httpGet(`${role.url}${path}`, { agent }), 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return { status: answer.statusCode, connection: answer.headers.connection }
}

describe('a role that is about to stop', () => {
  it('says so at /readyz and serves on for DRAIN_MS, closing the connections that are kept open', async () => {
    await serve(300)
    expect(await ask('/readyz')).toEqual({ status: 200, connection: 'keep-alive' })
    const beganAt = performance.now()
    const drained = role.drain?.()
    expect(await ask('/readyz')).toEqual({ status: 503, connection: 'close' })
    expect(await ask('/work')).toEqual({ status: 200, connection: 'close' })
    expect(await ask('/healthz')).toMatchObject({ status: 200 })
    await drained
    expect(performance.now() - beganAt).toBeGreaterThan(290)
    expect(await ask('/work')).toMatchObject({ status: 200 })
  })

  it('does not wait at all unless it is told to', async () => {
    await serve(0)
    await role.drain?.()
    expect(await ask('/readyz')).toEqual({ status: 200, connection: 'keep-alive' })
  })
})
