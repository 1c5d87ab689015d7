import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { addMonths, seoulInstant, yearMonthOf } from '../../platform/time/yearMonth.js'
import { type SignedIn } from '../../testing/program/customersOfCopies.js'
import { ask } from '../../testing/program/graphql.js'
import { until } from '../../testing/program/until.js'
import { type Fault, type Seen, truth } from '../fault.js'

/** All clocks read it, so that they move together. */
const clockFile = join(tmpdir(), `yogeum-clock-${process.pid}`)
/** As it was built: run from the root of the project. */
const clock = pathToFileURL(resolve('dist/faults/shiftedClock.js'))
/** A session that begins before midnight must live through it. */
const beforeMidnightMs = 5 * 60_000

const ending = yearMonthOf(new Date())
const beginning = addMonths(ending, 1)
const midnight = seoulInstant(`${beginning}-01`)

const query = `query ($id: ID!, $month: YearMonth) { line(id: $id) { currentMonth billMonths
  current: bill { __typename ... on Bill { month } ... on BillNotIssued { month } }
  ended: bill(month: $month) { __typename ... on Bill { month freshness { source } } } } }`

interface Line {
  currentMonth: string
  billMonths: string[]
  current: { __typename: string; month: string }
  ended: { __typename: string; freshness?: { source: string } }
}

const setClock = (to: number) => writeFileSync(clockFile, String(to - Date.now()))

/** The clock of every process, KOS's too, is set to shortly before the end of the month in Seoul, and then moved past it. */
export const monthEnds: Fault = {
  name: 'month-ends-in-seoul',
  what: 'the clock passes the end of the month in Seoul',
  stage() {
    setClock(midnight.getTime() - beforeMidnightMs)
    const options = `--import=${clock.href}`
    return { copies: 1, customers: 1, env: { KOS_TTL_FACTOR: 1, NODE_OPTIONS: options, SHIFTED_CLOCK_FILE: clockFile } }
  },
  async run({ gateway, customers: [customer] }): Promise<Seen[]> {
    const before = await lineOf(gateway, customer)
    const again = await lineOf(gateway, customer)
    setClock(midnight.getTime() + 1_000)
    const after = await until('the new month has begun', async () => {
      const line = await lineOf(gateway, customer)
      return line.currentMonth === beginning ? line : null
    })
    rmSync(clockFile)
    return [
      truth(
        'before midnight it is the old month',
        before.currentMonth === ending && before.current.month === ending,
        before.current.month,
      ),
      truth('asked again, it comes from the cache', again.ended.freshness?.source === 'CACHE'),
      truth(
        'at midnight the current bill is the new month’s',
        after.current.month === beginning,
        `${after.current.__typename} ${after.current.month}`,
      ),
      truth('the list of months is not yesterday’s', after.billMonths[0] === beginning, after.billMonths[0]),
      truth(
        'the bill of the month that ended is asked for anew',
        after.ended.freshness?.source === 'KOS',
        after.ended.freshness?.source,
      ),
    ]
  },
}

async function lineOf(url: string, { lineId, token }: SignedIn): Promise<Line> {
  const { data, errors } = await ask(url, { query, variables: { id: lineId, month: ending }, token })
  if (!data?.['line']) throw new Error(JSON.stringify(errors))
  return data['line'] as Line
}
