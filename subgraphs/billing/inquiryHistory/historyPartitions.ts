import { type ClientBase } from 'pg'
import { addMonths, type YearMonth } from '../../../platform/time/yearMonth.js'
import {
  beginningOf,
  defaultPartitionOf,
  type HistoryTable,
  historyTables,
  monthOfPartition,
  partitionOf,
} from './historyMonths.js'

/** Of the advisory lock under which partitions come and go; any number that nothing else in this database takes. */
const partitionsLock = 7_061_002

/** The months that have partitions, of either table, oldest first. */
export async function partitionedMonths(client: ClientBase): Promise<YearMonth[]> {
  const names = await partitionNames(client)
  const months = [...names].flatMap((name) => monthOfPartition(name) ?? [])
  return [...new Set(months)].sort()
}

/**
 * Makes the partitions that are missing, and returns their names. Any number of copies may do so at once. Rows of such a
 * month that the DEFAULT partition has caught meanwhile move to where they belong.
 */
export async function createPartitions(client: ClientBase, months: YearMonth[]): Promise<string[]> {
  // Almost always nothing is missing, and then no lock is taken.
  if (missing(await partitionNames(client), months).length === 0) return []
  return changingPartitions(client, async () => {
    const made = missing(await partitionNames(client), months)
    for (const { table, month } of made) await createPartition(client, table, month)
    return made.map(({ table, month }) => partitionOf(table, month))
  })
}

/** One transaction that nobody else who changes partitions runs beside. */
export async function changingPartitions<T>(client: ClientBase, change: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [partitionsLock])
    const changed = await change()
    await client.query('COMMIT')
    return changed
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

function missing(names: Set<string>, months: YearMonth[]): { table: HistoryTable; month: YearMonth }[] {
  const wanted = historyTables.flatMap((table) => months.map((month) => ({ table, month })))
  return wanted.filter(({ table, month }) => !names.has(partitionOf(table, month)))
}

async function partitionNames(client: ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = ANY (SELECT to_regclass(parent) FROM unnest($1::text[]) AS parent)`,
    [historyTables],
  )
  return new Set(rows.map(({ name }) => name))
}

/**
 * Made beside the others and then attached, which lets everybody go on writing: `CREATE … PARTITION OF` would lock the
 * whole table. The DEFAULT partition is locked first, so that it catches nothing between the move and the attachment.
 */
async function createPartition(client: ClientBase, table: HistoryTable, month: YearMonth): Promise<void> {
  const [name, net] = [partitionOf(table, month), defaultPartitionOf(table)]
  const [from, to] = [beginningOf(month), beginningOf(addMonths(month, 1))]
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`)
  await client.query(`LOCK TABLE ${net} IN ACCESS EXCLUSIVE MODE`)
  await client.query(
    `WITH caught AS (DELETE FROM ${net} WHERE requested_at >= $1 AND requested_at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM caught`,
    [from, to],
  )
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`)
}
