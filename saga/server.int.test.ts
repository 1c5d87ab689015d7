import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { createLogger } from '../platform/logging/logger.js'
import { type RunningRole } from '../platform/http/runningRole.js'
import { testKeys } from '../testing/keys.js'
import { createTestDatabase } from '../testing/postgres.js'
import { sagaConfigSchema, startSaga } from './server.js'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let roles: RunningRole[]
let logLines: string[]

async function start(env: Record<string, string> = {}): Promise<RunningRole> {
  const config = sagaConfigSchema.parse({
    ...testKeys,
    PORT: '0',
    DATABASE_URL: database.url,
    KOS_URL: 'http://127.0.0.1:1',
    BILLING_URL: 'http://127.0.0.1:1',
    ...env,
  })
  const log = createLogger({ role: 'saga', destination: { write: (line) => void logLines.push(line) } })
  const role = await startSaga(config, { log })
  roles.push(role)
  return role
}
const statusOf = async (url: string) => (await fetch(url)).status

beforeEach(async () => {
  roles = []
  logLines = []
  database = await createTestDatabase('product')
})
afterEach(async () => {
  await Promise.all(roles.map((role) => role.stop()))
  await database.drop()
})

describe('UFR-PROD-040 the saga role', () => {
  it('says how it is, and serves nothing else', async () => {
    const { url } = await start()
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', role: 'saga' })
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ role: 'saga', ready: true })
    expect(await statusOf(`${url}/graphql`)).toBe(404)
  })

  it('runs in several copies on one database, each of which can be stopped, twice too', async () => {
    const [first, second] = await Promise.all([start(), start()])
    await first.stop()
    await first.stop()
    expect(await statusOf(`${second.url}/readyz`)).toBe(200)
  })

  it('is not ready while its tables are not there', async () => {
    const { url } = await start()
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query('ALTER TABLE product_change_saga RENAME TO elsewhere')
    expect(await statusOf(`${url}/readyz`)).toBe(503)
    expect(await statusOf(`${url}/healthz`)).toBe(200)
    await client.query('ALTER TABLE elsewhere RENAME TO product_change_saga')
    await client.end()
    expect(await statusOf(`${url}/readyz`)).toBe(200)
  })

  it('does not start on a port that is taken', async () => {
    const { port } = await start()
    await expect(start({ PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('stops quietly', async () => {
    const role = await start()
    await role.stop()
    expect(logLines.filter((line) => /"level":[56]0/.test(line))).toEqual([])
  })
})
