import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLogger } from '../../../platform/logging/logger.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { openAuthDatabase } from '../database.js'
import { authConfigSchema, startAuth } from '../server.js'
import { createTestClient } from '../testing/testClient.js'
import { demoPassword, seedDemoAccounts } from './seedDemoAccounts.js'

const people = 10_006

/** The people of a simulator: demo01 has three lines, the operator none, the others two. */
function person(index: number) {
  const staff = index === 5
  const lines = staff ? 0 : index === 0 ? 3 : 2
  return {
    loginId: staff ? 'operator' : index < 5 ? `demo0${index + 1}` : `c${String(index - 5).padStart(5, '0')}`,
    customerId: staff ? '' : `KC${index}`,
    customerName: '홍길동',
    birthDate: '1990-04-12',
    operatorCode: 'KT',
    permissions: staff ? ['OPERATOR'] : ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
    lines: Array.from({ length: lines }, (_, line) => ({
      lineNumber: `010${String(index * 4 + line).padStart(8, '0')}`,
      lineStatus: 'ACTIVE',
      productCode: 'P',
    })),
  }
}

describe('demo accounts', () => {
  let simulator: Server
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let requests = 0
  const log = createLogger({ role: 'auth', level: 'silent' })
  const seed = (nodeEnv = 'test') =>
    seedDemoAccounts({
      databaseUrl: database.url,
      kosUrl: `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`,
      ...testKeys,
      log,
      nodeEnv,
    })
  const config = (nodeEnv: string) =>
    authConfigSchema.parse({ ...testKeys, PORT: '0', NODE_ENV: nodeEnv, DATABASE_URL: database.url })

  beforeAll(async () => {
    database = await createTestDatabase('auth')
    simulator = createServer((request, response) => {
      requests += 1
      const query = new URL(request.url ?? '', 'http://simulator').searchParams
      const offset = Number(query.get('offset'))
      const size = Math.max(0, Math.min(Number(query.get('limit')), people - offset))
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify(Array.from({ length: size }, (_, index) => person(offset + index))))
    }).listen(0, '127.0.0.1')
    await once(simulator, 'listening')
  })
  afterAll(async () => {
    simulator.closeAllConnections()
    simulator.close()
    await database.drop()
  })

  it('refuses in production with one sentence, and writes nothing', async () => {
    await expect(seed('production')).rejects.toThrow(
      'Demo accounts are not made when NODE_ENV is production: their password is public.',
    )
    expect(requests).toBe(0)
  })

  it('makes an account for each of 10,006 people within seconds, and once only', async () => {
    const beganAt = performance.now()
    await expect(seed()).resolves.toBe(people)
    expect(performance.now() - beganAt).toBeLessThan(15_000)

    const asked = requests
    await expect(seed()).resolves.toBe(0)
    expect(requests).toBe(asked)

    const db = openAuthDatabase(database.url)
    expect(await db.customer.count({ where: { demo: true } })).toBe(people)
    expect(await db.customerLine.count()).toBe((people - 2) * 2 + 3)
    await db.$disconnect()
  })

  it('UFR-AUTH-020 lets the demo accounts in with their rights and lines', async () => {
    const role = await startAuth(config('test'), { log })
    try {
      const signIn = (userId: string) =>
        createTestClient(role.url).signInAs({ userId, password: demoPassword, client: 'API' })
      expect((await signIn('demo01')).customer).toMatchObject({
        maskedName: '홍*동',
        permissions: ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
        lines: [{ maskedNumber: '010-0000-****' }, {}, {}],
      })
      expect((await signIn('operator')).customer).toMatchObject({ permissions: ['OPERATOR'], lines: [] })
      expect((await signIn('c10000')).__typename).toBe('SignedIn')
    } finally {
      await role.stop()
    }
  })

  it('auth does not start in production with demo accounts, and says why in one sentence', async () => {
    await expect(startAuth(config('production'), { log })).rejects.toThrow(
      'auth does not start: NODE_ENV is production and its database holds demo accounts, whose password is public.',
    )
  })
})
