import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../../testing/program/graphql.js'
import { signIn } from '../../testing/program/lines.js'
import { type Copies, startCopies } from '../../testing/program/startCopies.js'
import { until } from '../../testing/program/until.js'
import { describeWithRedis } from '../../testing/redis.js'

const withinMs = 5_000

/** What each role only answers to somebody who has signed in. */
const wantsSomebody = {
  gateway: '{ products(first: 1) { edges { node { code } } } }',
  auth: '{ viewer { maskedName } }',
  billing: '{ billInquiries(first: 1) { edges { cursor } } }',
  product: '{ products(first: 1) { edges { node { code } } } }',
} as const

describeWithRedis('UFR-AUTH-010 a sign-out through one copy', () => {
  let folder: string
  let copies: Copies

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yogeum-e2e-'))
    copies = await startCopies({ folder, copies: 2, redis: true, people: 10 })
  }, 180_000)

  afterAll(async () => {
    await copies?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Which copies take the token, by name. */
  async function takenBy(token: string): Promise<string[]> {
    const asked = Object.entries(wantsSomebody).flatMap(([role, query]) =>
      copies.copies[role as keyof typeof wantsSomebody].map(async ({ name, url }) => {
        const { errors = [] } = await ask(url, { query, token })
        const codes = errors.map(({ extensions }) => extensions?.['code'])
        if (codes.includes('UNAUTHENTICATED')) return []
        // A customer may not read what billing keeps for operators; that is an answer to somebody known.
        expect(codes).toEqual(role === 'billing' ? ['FORBIDDEN'] : [])
        return [name]
      }),
    )
    return (await Promise.all(asked)).flat()
  }

  async function signOutIsFeltByAll(): Promise<void> {
    const [token, stays] = [await signIn(copies.urls.gateway, 'demo01'), await signIn(copies.urls.gateway, 'demo02')]
    const all = ['gateway', 'auth', 'billing', 'product'].flatMap((role) => [`${role}-1`, `${role}-2`])
    expect(await takenBy(token)).toEqual(all)

    const [a] = copies.copies.gateway
    const { data } = await ask(a.url, { query: 'mutation { signOut { signedOutSessions } }', token })
    expect(data).toEqual({ signOut: { signedOutSessions: 1 } })
    await until('every copy refuses it', async () => (await takenBy(token)).length === 0, withinMs)
    expect(await takenBy(stays)).toEqual(all)
  }

  it('is one on all within 5 s', () => signOutIsFeltByAll())

  it('is one on all within 5 s while Redis hangs', async () => {
    copies.redis?.pause()
    try {
      await signOutIsFeltByAll()
    } finally {
      copies.redis?.resume()
    }
  })

  it('is one on all within 5 s when Redis has been killed', async () => {
    await copies.redis?.stop()
    await signOutIsFeltByAll()
  })
})
