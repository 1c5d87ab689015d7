import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { type SchemaEngine } from '@prisma/schema-engine-wasm'
import { Pool, type QueryResult } from 'pg'

/** The one function of the WebAssembly API that is needed; Node's types leave it to the browser's. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>
}

const require = createRequire(import.meta.url)
let loaded: Promise<typeof SchemaEngine> | undefined

/** The engine reports a panic here before it ends. */
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message(message: string) {
      throw new Error(`schema engine: ${message}`)
    },
  },
})

/**
 * Prisma's own schema engine, as WebAssembly from npm: the native one would be downloaded from elsewhere. It is
 * connected to one database for as long as `work` takes.
 */
export async function withSchemaEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= load()
  const Engine = await loaded
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 2,
    connectionTimeoutMillis: 10_000,
    // A migration that carries a large table over takes its time.
    query_timeout: 600_000,
    allowExitOnIdle: true,
  })
  const quiet = () => undefined
  try {
    const engine = await Engine.new(
      { datamodels: undefined },
      quiet,
      bindMigrationAwareSqlAdapterFactory(catalogueReader(pool)),
    )
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await pool.end()
  }
}

/** OID of "char", the one-letter type of PostgreSQL's own catalogue. */
const charType = 18
/** OID of uuid, which no query on the catalogue returns: it carries "char" through the adapter. */
const uuidType = 2950

/**
 * The adapter refuses "char" columns, and the engine cannot describe a database without them. They pass the adapter
 * under the name of uuid and are called characters again on the other side.
 *
 * It also cuts a script at every semicolon and sends the pieces one by one, on any connection. A migration goes out as
 * it was written instead: one message, which PostgreSQL carries out as one transaction, function bodies included.
 */
function catalogueReader(pool: Pool): PrismaPg {
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<QueryResult>
  const disguised = async (...args: unknown[]) => {
    const result = await query(...args)
    for (const field of result.fields ?? []) if (field.dataTypeID === charType) field.dataTypeID = uuidType
    return result
  }
  const factory = new PrismaPg(Object.assign(pool, { query: disguised }))
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (sql) => {
      const result = await queryRaw(sql)
      return {
        ...result,
        columnTypes: result.columnTypes.map((type) => (type === ColumnTypeEnum.Uuid ? ColumnTypeEnum.Character : type)),
      }
    }
    adapter.executeScript = async (sql) => {
      await adapter.executeRaw({ sql, args: [], argTypes: [] })
    }
    return adapter
  }
  return factory
}

/** The package expects a bundler that imports .wasm files; Node 20 does not, so the module is instantiated by hand. */
async function load(): Promise<typeof SchemaEngine> {
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as Record<string, unknown> & {
    SchemaEngine: typeof SchemaEngine
    __wbg_set_wasm(exports: object): void
  }
  const bytes = await readFile(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': withTimersThatWaitForNobody(glue),
  })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start'] as () => void
  start()
  return glue.SchemaEngine
}

/** The engine leaves its ten-second timer for the migration lock behind: it must not keep a finished process alive. */
function withTimersThatWaitForNobody(glue: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(glue).map(([name, original]) => {
      if (!name.startsWith('__wbg_setTimeout')) return [name, original]
      const setTimer = original as (...args: unknown[]) => NodeJS.Timeout
      return [name, (...args: unknown[]) => setTimer(...args).unref()]
    }),
  )
}
