import { describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
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
})
