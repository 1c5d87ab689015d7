import { type ClientBase } from 'pg'
import { addMonths, type YearMonth, yearMonthOf } from '../../../platform/time/yearMonth.js'
import { beginningOf, defaultPartitionOf, partitionOf } from './historyMonths.js'
import { changingPartitions, partitionedMonths } from './historyPartitions.js'

/** Korea wants records of who read personal data kept so long (개인정보의 안전성 확보조치 기준, article 8; from 50,000 people on). */
export const leastMonthsKept = 24

/** What went, or would have gone. */
export interface Gone {
  /** Null: the rows of the DEFAULT partition, which no month had taken. */
  month: YearMonth | null
  inquiries: number
  processing: number
}

/** Queries wait behind a lock that waits: for so long they may, ms. The months that are left go at the next call. */
const lockWaitMs = 1_000

/** The oldest month that stays when so many whole months before the current one of Seoul are kept. */
export function oldestKept(months: number, now: Date): YearMonth {
  return addMonths(yearMonthOf(now), -months)
}

/**
 * Lets go of everything before a month, and tells of each step once it is done. A month goes as a table, at once and
 * without dead rows; each is a transaction of its own. With `dryRun` it is only counted.
 *
 * @throws the driver's error (55P03) when a lock cannot be had within a second: somebody reads what is to go
 */
export async function* retainHistory(
  client: ClientBase,
  { from, dryRun }: { from: YearMonth; dryRun: boolean },
): AsyncGenerator<Gone> {
  for (const month of (await partitionedMonths(client)).filter((each) => each < from)) {
    const [inquiry, processing] = [partitionOf('bill_inquiry', month), partitionOf('bill_processing', month)]
    yield await changingPartitions(client, async () => {
      const rows = { inquiries: await count(client, inquiry), processing: await count(client, processing) }
      if (!dryRun) await dropTables(client, [processing, inquiry])
      return { month, ...rows }
    })
  }
  const end = beginningOf(from)
  yield await changingPartitions(client, async () => ({
    month: null,
    processing: await clear(client, defaultPartitionOf('bill_processing'), end, dryRun),
    inquiries: await clear(client, defaultPartitionOf('bill_inquiry'), end, dryRun),
  }))
}

async function dropTables(client: ClientBase, tables: string[]): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${lockWaitMs}`)
  await client.query(`DROP TABLE IF EXISTS ${tables.join(', ')}`)
}

async function count(client: ClientBase, table: string): Promise<number> {
  const { rows: found } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table])
  if (!found[0]?.there) return 0
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`)
  return Number(rows[0]?.count)
}

/** Deletes the rows of a DEFAULT partition that are older, and returns how many they are. */
async function clear(client: ClientBase, net: string, before: string, dryRun: boolean): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    dryRun
      ? `SELECT count(*) FROM ${net} WHERE requested_at < $1`
      : `WITH gone AS (DELETE FROM ${net} WHERE requested_at < $1 RETURNING 1) SELECT count(*) FROM gone`,
    [before],
  )
  return Number(rows[0]?.count)
}
