import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { readEventStream } from '../testing/eventStream.js'
import { answerWith, type Behaviour, reset } from '../testing/fixtureSubgraph.js'
import { connectSocket } from '../testing/socketClient.js'
import { readAnswer, startTestGateway, type TestGateway } from '../testing/testGateway.js'
import { internalMessage } from './publicError.js'

/** What attackers read with pleasure. */
const inside = [
  'duplicate key value violates unique constraint "accounts_pkey"',
  'SELECT * FROM "Account" WHERE id = $1',
  'connect ECONNREFUSED 10.0.0.7:5432',
  'postgresql://yogeum:hunter2@10.0.0.7:5432/yogeum_auth',
  'at Object.<anonymous> (/srv/yogeum/subgraphs/auth/store.ts:12:7)',
]
const told = /duplicate key|SELECT|ECONNREFUSED|10\.0\.0\.7|hunter2|postgresql|\.ts:\d|\/srv\/|127\.0\.0\.1:\d|stack/i

const failure = (message: string) =>
  JSON.stringify({
    data: null,
    errors: [
      {
        message,
        path: ['products'],
        extensions: {
          code: 'DOWNSTREAM_SERVICE_ERROR',
          stacktrace: inside,
          exception: { message, stacktrace: inside },
          query: inside[1],
          reference: 'forged',
        },
      },
    ],
  })

describe('what went wrong inside', () => {
  let test: TestGateway
  let token: string
  let url: string

  beforeAll(async () => {
    test = await startTestGateway()
    token = await test.issuer.issue()
    url = `${test.gateway.url}/graphql`
  })
  afterAll(() => test.stop())
  afterEach(() => {
    test.product.behave(null)
    test.product.refuseSubscribe = null
    test.logged.length = 0
  })

  const bearer = () => ({ authorization: `Bearer ${token}` })
  const ask: [string, (query: string) => Promise<string>][] = [
    ['POST', async (query) => (await test.post(query, bearer())).text],
    [
      'GET',
      async (query) => {
        const headers = { ...bearer(), 'apollo-require-preflight': '1' }
        return (await readAnswer(await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers }))).text
      },
    ],
    [
      'a client that wants an event stream',
      async (query) => (await test.post(query, { ...bearer(), accept: 'text/event-stream' })).text,
    ],
  ]
  const behaviours: [string, Behaviour | null][] = [
    ...inside.map((message, at): [string, Behaviour] => [
      `an error of a subgraph (${at + 1})`,
      answerWith(200, 'application/json', failure(message)),
    ]),
    ['a failure of a subgraph as JSON', answerWith(500, 'application/json', failure(inside.join('\n')))],
    ['a failure of a subgraph as text', answerWith(500, 'text/plain', inside.join('\n'))],
    ['a page of a proxy in between', answerWith(502, 'text/html', `<pre>${inside.join('\n')}</pre>`)],
    ['an answer that is cut off', reset],
    ['a resolver that throws', null],
  ]

  interface Shown {
    message: string
    extensions: Record<string, unknown>
  }

  /** Nothing of the inside is in the answer, and each masked error's reference finds a line that says more than the answer. */
  function expectMasked(text: string, errors: Shown[]) {
    expect(text).not.toMatch(told)
    expect(errors.length).toBeGreaterThan(0)
    for (const { message, extensions } of errors) {
      if (extensions['code'] === 'SERVICE_UNAVAILABLE') continue
      expect({ message, extensions }).toEqual({
        message: internalMessage,
        extensions: { code: 'INTERNAL_SERVER_ERROR', reference: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown },
      })
      const found = test.logged.filter(({ traceId }) => traceId === extensions['reference'])
      expect(JSON.stringify(found)).toMatch(told)
    }
  }

  describe.each(ask)('by %s', (_transport, send) => {
    it.each(behaviours)('is not told of %s, and its reference finds the log line', async (_what, behaviour) => {
      test.product.behave(behaviour)
      const text = await send('{ crashes }')
      expectMasked(text, (JSON.parse(text) as { errors: Shown[] }).errors)
    })
  })

  const broken = (id: string) => `subscription { productChangeProgress(id: "${id}") { change { broken } } }`

  it('is not told over WebSocket', async () => {
    const client = await connectSocket(test.gateway.url, { token })
    client.subscribe('1', broken('a'))
    test.events.emit('a', 'STEP')
    const { payload } = (await client.next('1')) as { payload: { errors: Shown[] } }
    expectMasked(
      JSON.stringify(payload),
      payload.errors.map(({ message, extensions }) => ({ message, extensions })),
    )
    client.socket.terminate()
  })

  it('is not told when a subgraph fails to subscribe', async () => {
    test.product.refuseSubscribe = () => [new GraphQLError(inside.join('\n'))]
    const client = await connectSocket(test.gateway.url, { token })
    client.subscribe('1', broken('c'))
    const { payload } = (await client.next('1')) as { payload: Shown[] }
    expectMasked(JSON.stringify(payload), payload)
    client.socket.terminate()
  })

  it('is not told by an event stream', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: broken('b') }),
    })
    test.events.emit('b', 'STEP')
    const event = (await readEventStream(response).next()) as { data: { errors: Shown[] } }
    expectMasked(
      JSON.stringify(event),
      event.data.errors.map(({ message, extensions }) => ({ message, extensions })),
    )
    await response.body?.cancel().catch(() => undefined)
  })
})
