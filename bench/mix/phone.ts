import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'undici'
import { drawOperation, type MixName, type MixOperation, queries, signInQuery } from './operations.js'

/** What somebody is signed in as. */
export interface Session {
  token: string
  lines: string[]
  mayChange: boolean
}

export interface PhoneParts {
  url: string
  /** In [0, 1). */
  unit: () => number
  /** Login id of the customer who picks it up next. */
  nextCustomer: () => string
  /** Sessions of all phones: whoever has signed in anywhere goes on with it. */
  sessions: Map<string, Session>
  codes: readonly string[]
  /** Between two requests, ms on average. */
  thinkMs: number
  /** What of the mix is done; all unless told. */
  mix?: MixName
  /** Told of each request: null where it was answered as it should be. */
  done: (operation: MixOperation, ms: number, failure: string | null) => void
}

const deadlineMs = 30_000

export interface Phone {
  /** A customer signs in and looks at all there is to look at. */
  arrive(userId: string): Promise<void>
  /** The next customer does one thing. */
  turn(): Promise<void>
  close(): Promise<void>
}

/** One keep-alive connection at which one customer after another asks. */
export function openPhone({ url, unit, nextCustomer, sessions, codes, done, mix }: PhoneParts): Phone {
  const client = new Client(url, { pipelining: 1, keepAliveTimeout: 120_000 })

  async function ask(operation: MixOperation, query: string, variables: object, token?: string): Promise<unknown> {
    const began = performance.now()
    const { data, failure } = await send(client, { query, variables }, token)
    done(operation, performance.now() - began, failure)
    return data
  }

  async function signIn(userId: string): Promise<Session | null> {
    const data = (await ask('signIn', signInQuery, { userId })) as {
      signIn?: { tokens?: { accessToken: string }; customer: { permissions: string[]; lines: { id: string }[] } }
    } | null
    const { tokens, customer } = data?.signIn ?? {}
    if (!tokens || !customer) return null
    const mayChange = customer.permissions.includes('PRODUCT_CHANGE')
    const session = { token: tokens.accessToken, lines: customer.lines.map(({ id }) => id), mayChange }
    sessions.set(userId, session)
    return session
  }

  /** Whoever is not signed in cannot do anything but that: the next one's turn. */
  function somebodySignedIn(): Session | undefined {
    for (let tries = 0; tries < 100; tries += 1) {
      const session = sessions.get(nextCustomer())
      if (session) return session
    }
    return undefined
  }

  return {
    async arrive(userId) {
      const session = await signIn(userId)
      if (!session) return
      await ask('home', queries.home, {}, session.token)
      for (const line of session.lines) await ask('bills', queries.bills, { line }, session.token)
    },
    async turn() {
      const operation = drawOperation(unit(), mix)
      if (operation === 'signIn') return void (await signIn(nextCustomer()))
      const session = somebodySignedIn()
      if (!session) return
      const needsRight = operation === 'candidates' || operation === 'quote' || operation === 'change'
      if (needsRight && !session.mayChange) return void (await ask('home', queries.home, {}, session.token))
      const line = session.lines[Math.floor(unit() * session.lines.length)]
      const code = codes[Math.floor(unit() * codes.length)]
      const variables = { line, code, ...(operation === 'change' && { key: randomUUID() }) }
      await ask(operation, queries[operation], variables, session.token)
    },
    close: () => client.close(),
  }
}

/** Somebody asks, thinks, and asks again, until it is told to stop. */
export function startPhone(parts: PhoneParts): { stop(): Promise<void> } {
  const { unit, thinkMs } = parts
  const phone = openPhone(parts)
  const stopping = new AbortController()
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  async function use(): Promise<void> {
    // Not all at the same moment.
    await pause(unit() * thinkMs)
    while (!stopping.signal.aborted) {
      await phone.turn()
      await pause(thinkMs * (0.5 + unit()))
    }
  }

  const using = use()
  return {
    async stop() {
      stopping.abort()
      await using
      await phone.close()
    },
  }
}

async function send(
  client: Client,
  body: object,
  token: string | undefined,
): Promise<{ data: unknown; failure: string | null }> {
  try {
    const { statusCode, body: answer } = await client.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    })
    const text = await answer.text()
    if (statusCode !== 200) return { data: null, failure: `HTTP ${statusCode} ${text.slice(0, 200)}` }
    if (text.includes('"errors"')) return { data: null, failure: text.slice(0, 300) }
    if (text.includes('"TemporarilyUnavailable"')) return { data: null, failure: 'TemporarilyUnavailable' }
    return { data: (JSON.parse(text) as { data: unknown }).data, failure: null }
  } catch (error) {
    return { data: null, failure: String(error) }
  }
}
