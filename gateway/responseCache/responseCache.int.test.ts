import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { connect } from 'node:net'
import { readEventStream } from '../testing/eventStream.js'
import { readAnswer } from '../testing/testGateway.js'
import { until } from '../testing/until.js'
import { type CachedGateway, hintedSupergraph, type Said, startCachedGateway } from './testing/cachedGateway.js'

const home = '{ viewer { maskedName lines { maskedNumber plan total } } }'
const other = '00000000-0000-4000-8000-00000000000f'

describe('the response cache', () => {
  let test: CachedGateway

  beforeAll(async () => {
    test = await startCachedGateway()
  })
  afterAll(() => test.stop())
  afterEach(() => test.reset())

  /** Sends twice, and says whether the second answer was a kept one. */
  async function isKept(body: unknown, token: string | null, headers: Record<string, string> = {}): Promise<boolean> {
    const first = await test.send(body, token, headers)
    test.fetches()
    const second = await test.send(body, token, headers)
    const kept = second.headers.get('age') !== null
    if (kept) expect([second.text, test.fetches()]).toEqual([first.text, 0])
    return kept
  }

  const lastLog = async (times: number) => {
    await until(() => test.logged.filter(({ msg }) => msg === 'request').length >= times)
    return test.logged.filter(({ msg }) => msg === 'request').at(-1)
  }

  it('gives the same customer the same answer without asking a subgraph, for as long as its fields allow', async () => {
    const token = await test.tokenOf()
    const first = await test.send({ query: home }, token)
    expect(test.fetches()).toBe(3)
    test.pass(59_999)
    await test.news.poll()
    const again = await test.send({ query: home }, token)
    expect(test.fetches()).toBe(0)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(again.headers.get('age')).toBe('59')
    expect(first.headers.get('age')).toBeNull()
    test.pass(1)
    expect((await test.send({ query: home }, token)).text).not.toBe(first.text)
  })

  it('each answer has its own trace, its own log line and its own outcome', async () => {
    const token = await test.tokenOf()
    const body = { query: `query Home ${home}`, operationName: 'Home' }
    const [first, again] = [await test.send(body, token), await test.send(body, token)]
    expect(again.headers.get('x-trace-id')).not.toBe(first.headers.get('x-trace-id'))
    expect(again.text).not.toContain(first.headers.get('x-trace-id'))
    expect(await lastLog(2)).toMatchObject({
      traceId: again.headers.get('x-trace-id'),
      ...{ operation: 'Home', type: 'query', outcome: 'ok', status: 200, customer: expect.any(String) },
    })
  })

  describe('never gives one caller what is another’s', () => {
    it.each([
      ['another customer', { customerId: other }],
      ['another session of the same customer', { sessionId: other }],
      ['the same customer with fewer rights', { permissions: [] }],
      ['the same customer with more rights', { permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE', 'OPERATOR'] }],
      ['the same customer with other lines', { lineIds: ['line-1', 'line-2'] }],
      ['the same customer in another age group', { eligibility: ['AGE_65_PLUS'] }],
    ] as const)('%s with the same document and variables', async (_who, claims) => {
      const mine = await test.send({ query: home }, await test.tokenOf())
      test.fetches()
      const theirs = await test.send({ query: home }, await test.tokenOf({ ...claims } as never))
      expect(test.fetches()).toBe(3)
      expect(theirs.text).not.toBe(mine.text)
    })

    it('two hundred customers at once, over and over', async () => {
      const tokens = await Promise.all(
        Array.from({ length: 200 }, (_, index) => test.tokenOf({ customerId: `customer-${index}.` })),
      )
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all(tokens.map((token) => test.send({ query: home }, token)))
        for (const [index, { text }] of answers.entries()) expect(text).toContain(`customer-${index}. `)
      }
    })

    it('nobody, after a customer asked; and a customer, after nobody', async () => {
      const token = await test.tokenOf()
      for (const query of [home, '{ products }', '{ promised }']) {
        const mine = await test.send({ query }, token)
        const nobodys = await test.send({ query })
        expect(nobodys.text).toContain('nobody')
        expect((await test.send({ query }, token)).text).toBe(mine.text)
      }
    })

    it('nobody is given what is PRIVATE, and is given what is PUBLIC', async () => {
      expect(await isKept({ query: '{ promised }' }, null)).toBe(false)
      expect(await isKept({ query: '{ products }' }, null)).toBe(true)
      expect(await isKept({ query: '{ products promised }' }, null)).toBe(false)
      expect(await isKept({ query: '{ products promised }' }, await test.tokenOf())).toBe(true)
    })

    it('a session that has ended is refused, and so is one that has expired or cannot be read', async () => {
      const token = await test.tokenOf({ sessionId: 'ending' })
      expect(await isKept({ query: home }, token)).toBe(true)
      test.issuer.endSession('ending')
      await test.verifier.poll()
      const answer = await test.send({ query: home }, token)
      expect(answer.status).toBe(401)
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' })
      expect((await test.send({ query: home }, `${token.slice(0, -5)}AAAAA`)).status).toBe(401)
      expect(answer.text).not.toContain('c00')
    })

    it('cookies from a foreign page are refused before anything is looked up', async () => {
      const cookie = `__Host-yogeum-access=${await test.tokenOf()}`
      expect(await isKept({ query: home }, null, { cookie })).toBe(true)
      const answer = await test.send({ query: home }, null, { cookie, origin: 'https://evil.example' })
      expect([answer.status, answer.data]).toEqual([403, undefined])
    })

    it('the same session as a program, in a browser, or with another cookie: each asks for itself', async () => {
      const token = await test.tokenOf()
      const cookie = `__Host-yogeum-access=${token}`
      const mine = await test.send({ query: home }, token)
      const texts = new Set([mine.text])
      texts.add((await test.send({ query: home }, null, { cookie })).text)
      texts.add((await test.send({ query: home }, token, { cookie })).text)
      texts.add((await test.send({ query: home }, token, { cookie: '__Host-yogeum-device=x' })).text)
      expect(texts.size).toBe(4)
    })

    it('headers by which a client says who it is change nothing', async () => {
      const mine = await test.send({ query: home }, await test.tokenOf())
      const smuggled = {
        'x-customer-id': '00000000-0000-4000-8000-000000000001',
        'x-forwarded-for': '127.0.0.1',
        'x-yogeum-access-token': await test.tokenOf(),
        age: '0',
        'cache-control': 'only-if-cached',
      }
      const theirs = await test.send({ query: home }, await test.tokenOf({ customerId: other }), smuggled)
      expect(theirs.text).toContain(other)
      expect(theirs.text).not.toBe(mine.text)
    })
  })

  describe('never takes one question for another', () => {
    const total =
      'query($m: YearMonth, $o: YearMonth) { viewer { lines { total(month: $m) maskedNumber } } products @skip(if: true) }'
    const ask = async (variables: unknown, token: string) =>
      (
        await test.send(
          `{"query":${JSON.stringify(total.replace(', $o: YearMonth', ''))},"variables":${JSON.stringify(variables)}}`,
          token,
        )
      ).text

    it.each([
      ['1 and "1"', { m: 1 }, { m: '1' }],
      ['null and absent', { m: null }, {}],
      ['null and "null"', { m: null }, { m: 'null' }],
      ['a list and its only item', { m: ['2026-01'] }, { m: '2026-01' }],
      ['true and "true"', { m: true }, { m: 'true' }],
      ['an object and its text', { m: { a: 1 } }, { m: '{"a":1}' }],
      ['a quote that closes the key', { m: '","x":"' }, { m: '', x: '' }],
    ])('%s', async (_what, one, another) => {
      const token = await test.tokenOf()
      const first = await ask(one, token)
      expect(await ask(another, token)).not.toBe(first)
      expect(await ask(one, token)).toBe(first)
    })

    it('variables in another order, and none in another way, are the same question', async () => {
      const token = await test.tokenOf()
      const query =
        'query($a: Boolean = false, $b: Boolean = false) { products @skip(if: $a) viewer @skip(if: $b) { id } }'
      const first = await test.send(`{"query":"${query}","variables":{"a":false,"b":false}}`, token)
      expect((await test.send(`{"variables":{"b":false,"a":false},"query":"${query}"}`, token)).text).toBe(first.text)
      const none = await test.send({ query: '{ products }' }, token)
      for (const variables of ['null', '{}'])
        expect((await test.send(`{"query":"{ products }","variables":${variables}}`, token)).text).toBe(none.text)
    })

    it('a number that JSON cannot hold is no null', async () => {
      const token = await test.tokenOf()
      const first = await ask({ m: null }, token)
      const sent = `{"query":${JSON.stringify(total.replace(', $o: YearMonth', ''))},"variables":{"m":1e999}}`
      expect((await test.send(sent, token)).text).not.toBe(first)
    })

    it('operations of one document by their names', async () => {
      const token = await test.tokenOf()
      const query = 'query A { products } query B { promised } query C { viewer { maskedName } }'
      const answers = []
      for (const operationName of ['A', 'B', 'C', 'A', 'B', 'C', 'A'])
        answers.push(Object.keys((await test.send({ query, operationName }, token)).data ?? {}).join())
      expect(answers).toEqual(['products', 'promised', 'viewer', 'products', 'promised', 'viewer', 'products'])
      for (const operationName of [null, '', 'D'])
        expect((await test.send({ query, operationName }, token)).status).toBe(400)
    })

    it('aliases, and what differs by a space', async () => {
      const token = await test.tokenOf()
      const answers = []
      for (const query of ['{ products }', '{ a: products }', '{ b: products }', '{  products }'])
        answers.push((await test.send({ query }, token)).text)
      expect(new Set(answers).size).toBe(4)
    })

    it('another kind of answer that is asked for with `accept`', async () => {
      const token = await test.tokenOf()
      const types = []
      for (const accept of ['application/json', 'application/graphql-response+json', 'application/json'])
        types.push((await test.send({ query: home }, token, { accept })).headers.get('content-type'))
      expect(types[1]).toContain('graphql-response+json')
      expect(types[2]).toBe(types[0])
    })

    it('a second field of the body, a batch, and variables nested beyond sense', async () => {
      const token = await test.tokenOf()
      await test.send({ query: home }, token)
      const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
      for (const [body, status] of [
        [`{"query":"${home}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`, 400],
        [`[{"query":"${home}"}]`, 400],
        [`{"query":"${home}","variables":"x"}`, 400],
        [`{"query":"${home}","operationName":5}`, 400],
        [`{"query":"${home}","variables":{"x":${deep}}}`, 200],
      ] as const) {
        const answer = await test.send(body, token)
        expect([body.slice(0, 99), answer.status]).toEqual([body.slice(0, 99), status])
        expect(answer.headers.get('age')).toBeNull()
      }
    })

    it('a document that would be refused is refused, however often it comes', async () => {
      const token = await test.tokenOf()
      for (const query of ['{ viewer { salary } }', '{ viewer { ', 'subscription { ticks }']) {
        for (let time = 0; time < 3; time += 1) expect((await test.send({ query }, token)).status).toBe(400)
      }
      expect(test.fetches()).toBe(0)
    })

    it('a GET is carried out each time: what is refused there is Apollo’s to say', async () => {
      const token = await test.tokenOf()
      await test.send({ query: '{ products }' }, token)
      const get = async (headers: Record<string, string>) =>
        readAnswer(
          await fetch(`${test.gateway.url}/graphql?query={products}`, {
            headers: { accept: 'application/json', ...headers },
          }),
        )
      expect((await get({ authorization: `Bearer ${token}` })).status).toBe(400)
      expect(
        (await get({ authorization: `Bearer ${token}`, 'apollo-require-preflight': '1' })).headers.get('age'),
      ).toBeNull()
    })
  })

  describe('is not poisoned', () => {
    it.each<[string, Said]>([
      ['an error beside the data', { body: { data: { promised: null }, errors: [{ message: 'x' }] } }],
      ['errors alone', { body: { errors: [{ message: 'x', extensions: { code: 'NOT_FOUND' } }] } }],
      ['no JSON', { body: '<html>' }],
      ['an answer that the subgraph says is stale or passing', { cacheControl: 'no-store' }],
      ['one of which it says nothing', { cacheControl: null }],
      ['one that is over at once', { cacheControl: 'max-age=0, private' }],
      ['what is no age', { cacheControl: 'max-age=-5' }],
      ['two ages of which one forbids it', { cacheControl: 'max-age=600, max-age=0' }],
      ['a cookie', { setCookie: '__Host-yogeum-device=x; Secure; Path=/' }],
    ])('by %s', async (_what, said) => {
      const token = await test.tokenOf()
      test.say(said)
      const query = said.setCookie === undefined ? '{ promised }' : '{ viewer { maskedName } }'
      expect(await isKept({ query }, token)).toBe(false)
      test.say({})
      expect((await test.send({ query }, token)).errors).toEqual([])
      expect(await isKept({ query }, token)).toBe(true)
    })

    it('by a field that may be null, and is, for an error', async () => {
      const token = await test.tokenOf()
      test.say({ body: { data: { refused: null, products: ['x'] }, errors: [{ message: 'x', path: ['refused'] }] } })
      const first = await test.send({ query: '{ refused products }' }, token)
      expect([first.data, first.errors.length]).toEqual([{ refused: null, products: ['x'] }, 1])
      expect(await isKept({ query: '{ refused products }' }, token)).toBe(false)
    })

    it('by a part of the answer that one subgraph did not give', async () => {
      const token = await test.tokenOf()
      test.product.behave((request) => void request.socket.destroy())
      const first = await test.send({ query: '{ viewer { maskedName } a: products }' }, token)
      expect(first.errors).toHaveLength(1)
      expect(await isKept({ query: '{ viewer { maskedName } a: products }' }, token)).toBe(false)
    })

    it('by an answer of which only one of three subgraphs says that it may not be kept', async () => {
      const token = await test.tokenOf()
      test.billing.behave((_request, response) => {
        response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store')
        response.end(JSON.stringify({ data: { _entities: [{ __typename: 'Line', total: 1 }] } }))
      })
      await test.send({ query: home }, token)
      test.fetches()
      await test.send({ query: home }, token)
      expect(test.fetches()).toBe(3)
    })

    it('by a longer age than the schema’s, and keeps a shorter one of the subgraph', async () => {
      const token = await test.tokenOf()
      for (const [query, cacheControl, seconds] of [
        ['{ products }', 'max-age=600, private', 30],
        ['{ promised }', 'max-age=600, private', 60],
        ['{ promised products }', 'max-age=20, private', 20],
      ] as const) {
        test.say({ cacheControl })
        const { text } = await test.send({ query }, token)
        test.pass(seconds * 1_000 - 1)
        await test.news.poll()
        expect((await test.send({ query }, token)).text).toBe(text)
        test.pass(1)
        expect((await test.send({ query }, token)).text).not.toBe(text)
      }
    })

    it.each([
      ['a field without a hint', '{ crashes products }'],
      ['introspection', '{ __schema { queryType { name } } products }'],
      ['nothing but a name', '{ __typename }'],
    ])('by %s', async (_what, query) => {
      const token = await test.tokenOf()
      test.say({ body: { data: { crashes: null, products: ['x'] } } })
      await test.send({ query }, token)
      expect((await test.send({ query }, token)).headers.get('age')).toBeNull()
    })

    it('under another supergraph by an answer from before it', async () => {
      const token = await test.tokenOf()
      const query = '{ products }'
      expect(await isKept({ query }, token)).toBe(true)
      let release: () => void = () => undefined
      test.say({ until: new Promise<void>((resolve) => (release = resolve)) })
      const racing = test.send({ query: '{ promised }' }, token)
      await until(() => test.product.requests.length > 0)
      expect(test.gateway.replaceSupergraph(hintedSupergraph(31))).toBe(true)
      test.say({})
      test.fetches()
      await test.send({ query }, token)
      release()
      const raced = await racing
      expect((await test.send({ query: '{ promised }' }, token)).text).not.toBe(raced.text)
      expect(test.fetches()).toBe(2)
    })

    it('by more than its bytes: what is least used goes first, and an answer that is too large is not kept', async () => {
      const small = await startCachedGateway({ RESPONSE_CACHE_BYTES: '20480' })
      try {
        const token = await small.tokenOf()
        small.say({ body: { data: { promised: 'x'.repeat(2_000) } } })
        await small.send({ query: '{ promised }' }, token)
        small.fetches()
        await small.send({ query: '{ promised }' }, token)
        expect(small.fetches()).toBe(1)
        small.say({})
        const tokens = await Promise.all(Array.from({ length: 40 }, (_, n) => small.tokenOf({ customerId: `c-${n}` })))
        for (const each of tokens) await small.send({ query: '{ promised }' }, each)
        small.fetches()
        await small.send({ query: '{ promised }' }, tokens[39])
        expect(small.fetches()).toBe(0)
        await small.send({ query: '{ promised }' }, tokens[0])
        expect(small.fetches()).toBe(1)
      } finally {
        await small.stop()
      }
    })
  })

  describe('lets go of what a change makes wrong', () => {
    it('of the customer’s own, with the news of their line, and of nobody else’s', async () => {
      const [mine, theirs] = [await test.tokenOf(), await test.tokenOf({ customerId: other, lineIds: ['line-2'] })]
      const [before, unchanged] = [await test.send({ query: home }, mine), await test.send({ query: home }, theirs)]
      test.stand.change('line-1')
      await test.news.poll()
      expect((await test.send({ query: home }, mine)).text).not.toBe(before.text)
      expect((await test.send({ query: home }, theirs)).text).toBe(unchanged.text)
    })

    it('an answer that was fetched before the news is not put in after it', async () => {
      const token = await test.tokenOf()
      let release: () => void = () => undefined
      test.say({ until: new Promise<void>((resolve) => (release = resolve)) })
      const racing = test.send({ query: '{ promised }' }, token)
      await until(() => test.product.requests.length > 0)
      test.stand.change('line-1')
      await test.news.poll()
      release()
      const raced = await racing
      test.say({})
      const after = await test.send({ query: '{ promised }' }, token)
      expect(after.text).not.toBe(raced.text)
      expect((await test.send({ query: '{ promised }' }, token)).text).toBe(after.text)
    })

    it('who asks after the news does not join a fetch from before it', async () => {
      const token = await test.tokenOf()
      let release: () => void = () => undefined
      test.say({ until: new Promise<void>((resolve) => (release = resolve)) })
      const before = test.send({ query: '{ promised }' }, token)
      await until(() => test.product.requests.length > 0)
      test.stand.change('line-1')
      await test.news.poll()
      test.say({})
      const after = await test.send({ query: '{ promised }' }, token)
      release()
      expect(after.text).not.toBe((await before).text)
      expect((await test.send({ query: '{ promised }' }, token)).text).toBe(after.text)
    })

    it('after what the customer has done through this gateway, in another session too', async () => {
      const [here, there] = [await test.tokenOf(), await test.tokenOf({ sessionId: other })]
      const before = [await test.send({ query: home }, here), await test.send({ query: home }, there)]
      expect((await test.send({ query: 'mutation { rename(name: "x") }' }, here)).errors).toEqual([])
      expect((await test.send({ query: home }, here)).text).not.toBe(before[0]?.text)
      expect((await test.send({ query: home }, there)).text).not.toBe(before[1]?.text)
    })

    it('an answer that was fetched while a mutation was carried out is not kept', async () => {
      const token = await test.tokenOf()
      let release: () => void = () => undefined
      test.say({ until: new Promise<void>((resolve) => (release = resolve)) })
      const renaming = test.send({ query: 'mutation { rename(name: "x") }' }, token)
      await until(() => test.auth.requests.length > 0)
      test.say({})
      const during = await test.send({ query: '{ promised }' }, token)
      release()
      await renaming
      expect((await test.send({ query: '{ promised }' }, token)).text).not.toBe(during.text)
    })

    it('a mutation is carried out each time', async () => {
      const token = await test.tokenOf()
      expect(await isKept({ query: 'mutation { rename(name: "x") }' }, token)).toBe(false)
    })

    it('with each event that a subscription of the customer is given', async () => {
      const token = await test.tokenOf()
      const before = await test.send({ query: '{ promised }' }, token)
      const response = await fetch(`${test.gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ query: 'subscription { ticks }' }),
      })
      const stream = readEventStream(response)
      test.events.emit('ticks', 'GONE_ON')
      await stream.next()
      expect((await test.send({ query: '{ promised }' }, token)).text).not.toBe(before.text)
      await response.body?.cancel().catch(() => undefined)
    })

    it('gives nothing while product is silent for longer than 2 s, and goes on when it speaks again', async () => {
      const token = await test.tokenOf()
      const before = await test.send({ query: home }, token)
      test.stand.state = 'down'
      test.pass(2_000)
      await test.news.poll()
      expect((await test.send({ query: home }, token)).text).toBe(before.text)
      test.pass(1)
      const silent = await test.send({ query: home }, token)
      expect(silent.text).not.toBe(before.text)
      expect((await test.send({ query: home }, token)).text).not.toBe(silent.text)
      expect((await lastLog(4))?.['outcome']).toBe('ok')
      test.stand.state = 'well'
      await test.news.poll()
      const well = await test.send({ query: home }, token)
      expect(test.fetches()).toBeGreaterThan(0)
      expect((await test.send({ query: home }, token)).text).toBe(well.text)
    })

    it('a change that happened while product was silent is heard of when it speaks again', async () => {
      const token = await test.tokenOf()
      const before = await test.send({ query: home }, token)
      test.stand.state = 'down'
      await test.news.poll()
      test.stand.change('line-1')
      test.stand.state = 'well'
      await test.news.poll()
      expect((await test.send({ query: home }, token)).text).not.toBe(before.text)
    })

    it('all of it when the order of changes begins anew, as after a database was restored', async () => {
      const token = await test.tokenOf()
      const before = await test.send({ query: home }, token)
      test.stand.state = 'anew'
      await test.news.poll()
      expect((await test.send({ query: home }, token)).text).not.toBe(before.text)
    })
  })

  it('who asks too often is refused before anything is looked up', async () => {
    const limited = await startCachedGateway({ RATE_LIMIT_CLIENT: '2/60s' })
    try {
      const token = await limited.tokenOf()
      const answers = []
      for (let time = 0; time < 3; time += 1) answers.push(await limited.send({ query: '{ promised }' }, token))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
      expect(answers[1]?.headers.get('age')).toBe('0')
      expect(answers[2]?.text).not.toContain('promised')
    } finally {
      await limited.stop()
    }
  })

  it('a client that leaves in the middle of an answer costs the next one nothing', async () => {
    const token = await test.tokenOf()
    let release: () => void = () => undefined
    test.say({ until: new Promise<void>((resolve) => (release = resolve)) })
    const body = JSON.stringify({ query: '{ promised }' })
    const socket = connect(test.gateway.port, '127.0.0.1')
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await until(() => test.product.requests.length > 0)
    socket.destroy()
    release()
    test.say({})
    await test.send({ query: '{ promised }' }, token)
    expect(await isKept({ query: '{ promised }' }, token)).toBe(true)
  })
})
