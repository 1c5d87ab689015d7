import { describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { createDatabase, dropDatabase } from './createDatabase.js'
import { databases } from './databases.js'
import { migrate, missingMigration, prismaFolder } from './migrations.js'

const server = process.env['YOGEUM_TEST_POSTGRES_URL'] ?? ''

async function withScratch<T>(work: (url: string) => Promise<T>): Promise<T> {
  const name = `scratch_${randomBytes(6).toString('hex')}`
  try {
    return await work(await createDatabase(server, name))
  } finally {
    await dropDatabase(server, name)
  }
}

describe('schema and migrations', () => {
  it.each([...databases])('%s: the migrations lead to the schema', async (name) => {
    expect(await withScratch((url) => missingMigration(prismaFolder(name), url))).toBe('')
  })
  it.each([...databases])('%s: applying twice changes nothing', async (name) => {
    await withScratch(async (url) => {
      await migrate(name, url)
      await migrate(name, url)
    })
  })

  it('a migration is one transaction: what fails in the middle has left nothing', async () => {
    const folder = `${await mkdtemp(join(tmpdir(), 'yogeum-migrations-'))}/`
    await mkdir(`${folder}migrations/1_halfway`, { recursive: true })
    await cp(`${prismaFolder('billing')}schema.prisma`, `${folder}schema.prisma`)
    await writeFile(`${folder}migrations/1_halfway/migration.sql`, 'CREATE TABLE halfway (id INT); SELECT 1 / 0;')
    try {
      await withScratch(async (url) => {
        await expect(missingMigration(folder, url)).rejects.toThrow('division by zero')
        const client = new Client({ connectionString: url })
        await client.connect()
        const { rows } = await client.query(`SELECT to_regclass('halfway') AS found`)
        await client.end()
        expect(rows).toEqual([{ found: null }])
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
