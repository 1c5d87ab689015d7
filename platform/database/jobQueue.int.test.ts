import { describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { createTestDatabase } from '../../testing/postgres.js'
import { createDatabase, dropDatabase } from './createDatabase.js'
import { installJobQueue } from './jobQueue.js'

const server = process.env['YOGEUM_TEST_POSTGRES_URL'] ?? ''

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function withScratch<T>(work: (url: string) => Promise<T>): Promise<T> {
  const name = `scratch_${randomBytes(6).toString('hex')}`
  try {
    return await work(await createDatabase(server, name))
  } finally {
    await dropDatabase(server, name)
  }
}

const migrationsOf = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ id: number; ts: Date }>('SELECT id, ts FROM graphile_worker.migrations')
    return rows
  })

describe('UFR-PROD-040 the job queue', () => {
  it('is there once the product database is migrated: a service adds a job in its own transaction', async () => {
    const database = await createTestDatabase('product')
    try {
      const jobs = await withClient(database.url, async (client) => {
        await client.query('BEGIN')
        await client.query(`SELECT graphile_worker.add_job('wake', job_key := 'one')`)
        await client.query('ROLLBACK')
        await client.query('BEGIN')
        await client.query(`SELECT graphile_worker.add_job('wake', job_key := 'two')`)
        await client.query('COMMIT')
        return (await client.query<{ key: string }>('SELECT key FROM graphile_worker.jobs')).rows
      })
      expect(jobs).toEqual([{ key: 'two' }])
    } finally {
      await database.drop()
    }
  })

  it('is left alone by a second installation, and by one at the same time', async () => {
    await withScratch(async (url) => {
      await Promise.all([installJobQueue(url), installJobQueue(url)])
      const first = await migrationsOf(url)
      await installJobQueue(url)
      expect(first.length).toBeGreaterThan(0)
      expect(await migrationsOf(url)).toEqual(first)
    })
  })

  it('comes with no other database', async () => {
    const database = await createTestDatabase('billing')
    try {
      const found = await withClient(database.url, (client) =>
        client.query(`SELECT to_regnamespace('graphile_worker') AS schema`),
      )
      expect(found.rows).toEqual([{ schema: null }])
    } finally {
      await database.drop()
    }
  })
})
