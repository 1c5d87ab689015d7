// Writes the next migration of a database from its schema: npm run db:new <auth|billing|product|kos> <name>
// Needs nothing running: an embedded PostgreSQL is started for the comparison and thrown away.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [database, name] = process.argv.slice(2)
if (!['auth', 'billing', 'product', 'kos'].includes(database ?? '') || !/^[a-z][a-z0-9_]*$/.test(name ?? '')) {
  console.error('usage: npm run db:new <auth|billing|product|kos> <name_in_snake_case>')
  process.exit(2)
}
if (spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { stdio: 'inherit' }).status !== 0)
  process.exit(1)
const { startEmbeddedPostgres } = await import('../dist/launcher/postgres/embeddedPostgres.js')
const { createDatabase } = await import('../dist/platform/database/createDatabase.js')
const { missingMigration } = await import('../dist/platform/database/migrations.js')

const folder = await mkdtemp(join(tmpdir(), 'yogeum-migration-'))
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})
const server = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  port,
  password: 'migration',
  volatile: true,
})
try {
  const script = await missingMigration(
    join(process.cwd(), 'prisma', database) + '/',
    await createDatabase(server.url, 'scratch'),
  )
  if (script === '') {
    console.log(`prisma/${database}: migrations and schema agree, nothing to write`)
  } else {
    const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const target = join('prisma', database, 'migrations', `${timestamp}_${name}`)
    await mkdir(target, { recursive: true })
    await writeFile(join(target, 'migration.sql'), `${script}\n`)
    await writeFile(join('prisma', database, 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n')
    console.log(`wrote ${target}/migration.sql`)
  }
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
