import { type ClientBase } from 'pg'

/** The projections and the columns by which their rows are told apart. */
const projections = { product_change: 'id', product_line_version: 'line_key' } as const
export type ProjectionTable = keyof typeof projections
const tables = Object.keys(projections) as ProjectionTable[]

/** A row that is not the same live and rebuilt; null where that side has none. */
export interface Difference {
  table: ProjectionTable
  key: string
  live: unknown
  rebuilt: unknown
}

/** Empty copies, without their indexes for now: those are made faster over what is there. */
export async function emptyCopies(client: ClientBase): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS rebuilt CASCADE; CREATE SCHEMA rebuilt')
  for (const table of tables)
    await client.query(
      `CREATE TABLE rebuilt.${table} (LIKE public.${table} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMMENTS)`,
    )
}

/** Names are local to a schema, so the copies get the very keys and indexes of the originals. */
export async function indexCopies(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT CASE WHEN con.oid IS NULL
         THEN replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON rebuilt.')
         ELSE format('ALTER TABLE rebuilt.%I ADD CONSTRAINT %I %s', t.relname, con.conname, pg_get_constraintdef(con.oid))
       END AS statement
     FROM pg_index i
       JOIN pg_class t ON t.oid = i.indrelid
       LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.conrelid = t.oid
     WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY ($1)`,
    [tables],
  )
  for (const { statement } of rows) await client.query(statement)
}

/** From here on nobody reads or writes the live projections until this transaction ends. */
export async function lockLive(client: ClientBase): Promise<void> {
  await client.query(`LOCK TABLE ${tables.map((table) => `public.${table}`).join(', ')} IN ACCESS EXCLUSIVE MODE`)
}

/** Every row that differs, in any column. */
export async function compare(client: ClientBase): Promise<Difference[]> {
  const found = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await client.query<Omit<Difference, 'table'>>(
        `SELECT ${projections[table]}::text AS key, to_jsonb(l) AS live, to_jsonb(r) AS rebuilt
         FROM public.${table} l FULL JOIN rebuilt.${table} r USING (${projections[table]})
         WHERE to_jsonb(l) IS DISTINCT FROM to_jsonb(r) ORDER BY 1`,
      )
      return rows.map((row) => ({ table, ...row }))
    }),
  )
  return found.flat()
}

/** The rebuilt tables become the live ones. A statement that waits for a lock finds them by their names. */
export async function swapIn(client: ClientBase): Promise<void> {
  await client.query('CREATE SCHEMA replaced')
  for (const table of tables) {
    await client.query(`ALTER TABLE public.${table} SET SCHEMA replaced`)
    await client.query(`ALTER TABLE rebuilt.${table} SET SCHEMA public`)
  }
  await client.query('DROP SCHEMA replaced CASCADE; DROP SCHEMA rebuilt')
}
