import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { request as openRequest } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type FastifyInstance } from 'fastify'
import { createHttpServer } from '../http/createHttpServer.js'
import { currentTrace } from './currentTrace.js'

let app: FastifyInstance
beforeEach(async () => {
  app = await createHttpServer({ bodyLimit: 1024 * 1024 })
  app.post('/', () => currentTrace()?.traceparent ?? 'none')
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => app.close())

it('a request whose body comes in pieces is still in its own trace when it is answered', async () => {
  const traceparents = ['1', '2'].map((digit) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`)
  const { port } = app.server.address() as { port: number }
  const requests = traceparents.map((traceparent) =>
    openRequest({
      ...{ host: '127.0.0.1', port, method: 'POST' },
      headers: { traceparent, 'content-type': 'application/json' },
    }),
  )
  for (const piece of ['{"a":', '"', 'x'.repeat(300_000), '"}']) {
    for (const each of requests) {
      each.write(piece)
      await nextTurn()
    }
  }
  const answers = await Promise.all(
    requests.map(async (each) => {
      const answered = once(each, 'response')
      each.end()
      const [response] = (await answered) as [AsyncIterable<Buffer>]
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    }),
  )
  expect(answers).toEqual(traceparents)
})
