import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type MigrationList } from '@prisma/schema-engine-wasm'
import { Client } from 'pg'
import { type DatabaseName } from './databases.js'
import { databasesWithJobQueue, installJobQueue } from './jobQueue.js'
import { withSchemaEngine } from './schemaEngine.js'

const noFilter = { externalTables: [], externalEnums: [] }

/** Where a database's schema and migrations lie. */
export function prismaFolder(name: DatabaseName): string {
  return fileURLToPath(new URL(`../../prisma/${name}/`, import.meta.url))
}

/** Brings a database up to its newest migration, and its job queue if it has one. */
export async function migrate(name: DatabaseName, databaseUrl: string): Promise<void> {
  await applyMigrations(name, databaseUrl)
  if (databasesWithJobQueue.includes(name)) await installJobQueue(databaseUrl)
}

/**
 * A database that is up to date is recognised by Prisma's own table of checksums, so that an ordinary start does not load
 * the engine at all.
 */
async function applyMigrations(name: DatabaseName, databaseUrl: string): Promise<void> {
  const list = await migrationList(prismaFolder(name))
  if (await isUpToDate(databaseUrl, list)) return
  await withSchemaEngine(databaseUrl, (engine) => engine.applyMigrations({ migrationsList: list, filters: noFilter }))
}

/**
 * The SQL that leads from a folder's migrations to its schema; empty when the two agree. `scratchUrl` is an empty
 * database that is used up by the comparison: the migrations are applied to it and what comes out is compared.
 */
export async function missingMigration(folder: string, scratchUrl: string): Promise<string> {
  const path = `${folder}schema.prisma`
  const files = [{ path, content: await readFile(path, 'utf8') }]
  const migrationsList = await migrationList(folder)
  return withSchemaEngine(scratchUrl, async (engine) => {
    await engine.applyMigrations({ migrationsList, filters: noFilter })
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: folder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: noFilter,
    })
    return (stdout ?? '').replace(/^-- This is an empty migration\.\s*$/m, '').trim()
  })
}

async function migrationList(folder: string): Promise<MigrationList> {
  const baseDir = `${folder}migrations`
  const entries = await readdir(baseDir, { withFileTypes: true }).catch(() => [])
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(`${baseDir}/${path}/migration.sql`, 'utf8') },
      },
    })),
  )
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories }
}

async function isUpToDate(databaseUrl: string, list: MigrationList): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, query_timeout: 10_000 })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ found: string | null }>(
      `SELECT to_regclass('_prisma_migrations') AS found`,
    )
    if (!tables[0]?.found) return false
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      `SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    )
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]))
    return list.migrationDirectories.every(
      ({ path, migrationFile: { content } }) => content.tag === 'ok' && applied.get(path) === sha256(content.value),
    )
  } finally {
    await client.end()
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
