import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../../launcher/findProgram.js'
import { type AnsweringServer, startAnsweringServer } from '../testing/answeringServer.js'
import { autocannonGun } from './autocannonGun.js'
import { type Gun, type ShotOrder } from './shot.js'
import { createWrk } from './wrk.js'

const wrk = findProgram('wrk')
let folder: string
let server: AnsweringServer | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yogeum-guns-'))
})
afterEach(async () => {
  await server?.stop()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const fine = '{"data":{}}'
const shotAt = (url: string): ShotOrder => ({
  ...{ url, path: '/graphql', body: '{"query":"{ a }"}', tokens: ['a', 'b', 'c', 'd'] },
  ...{ connections: 4, seconds: 1, readAnswers: true },
})

const guns: [string, () => Gun][] = [
  ['autocannon', () => autocannonGun],
  ...(wrk === null ? [] : [['wrk', () => createWrk(wrk, folder)] satisfies [string, () => Gun]]),
]

describe.each(guns)('a load by %s', (name, gun) => {
  test('every customer asks, about equally often, and the body is sent', async () => {
    const bodies = new Set<string>()
    server = await startAnsweringServer((_, body) => {
      bodies.add(body)
      return { text: fine }
    }, 2)
    const shot = await gun().shoot(shotAt(server.url))
    expect([shot.failed, [...bodies]]).toEqual([0, ['{"query":"{ a }"}']])
    for (const customer of ['a', 'b', 'c', 'd']) {
      const share = server.tokens.filter((token) => token === customer).length / server.tokens.length
      expect(share).toBeGreaterThan(0.1)
    }
  })

  test('an error of GraphQL under a 200 counts as failed', async () => {
    server = await startAnsweringServer(() => ({ text: '{"errors":[{"message":"no"}]}' }), 2)
    const shot = await gun().shoot(shotAt(server.url))
    expect(shot.requests).toBeGreaterThan(0)
    expect(shot.failed).toBe(shot.requests)
  })

  test('a refusal by its status counts as failed, whether or not answers are read', async () => {
    server = await startAnsweringServer(() => ({ status: 429, text: fine }), 2)
    const shot = await gun().shoot({ ...shotAt(server.url), readAnswers: false })
    expect(shot.requests).toBeGreaterThan(0)
    expect(shot.failed).toBe(shot.requests)
  })

  if (name === 'wrk')
    test('what is under way when the time is over is answered and counted', async () => {
      server = await startAnsweringServer(() => ({ text: fine }), 300)
      const shot = await gun().shoot({ ...shotAt(server.url), connections: 32 })
      expect(shot.failed).toBe(0)
      expect(shot.requests).toBe(server.tokens.length)
    })
})
