import { parseArgs } from 'node:util'
import { type ClientBase } from 'pg'
import { ConfigError } from '../platform/config/configError.js'
import { withClient } from '../platform/database/withClient.js'
import { type Clock, systemClock } from '../platform/time/clock.js'
import {
  type Gone,
  leastMonthsKept,
  oldestKept,
  retainHistory,
} from '../subgraphs/billing/inquiryHistory/retainHistory.js'
import { serviceDatabase } from './serviceDatabase.js'

const usage = 'usage: yogeum retain-history --months <whole months to keep> [--dry-run] [--force]'
/** A century: more is a slip of the finger. */
const mostMonthsKept = 1_200
/** Deadline of one statement, ms: a month is counted before it goes. */
const queryMs = 600_000

export interface RetentionOrder {
  /** Whole months before the current one that stay. */
  months: number
  dryRun: boolean
}

/** @throws ConfigError for what is no number of months, and for one that the law does not allow unless it is forced */
export function readRetentionOrder(args: string[]): RetentionOrder {
  const { months: text, 'dry-run': dryRun, force } = parse(args)
  const months = /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0
  if (months < 1 || months > mostMonthsKept)
    throw new ConfigError(`--months must be a whole number from 1 to ${mostMonthsKept}.\n${usage}`)
  if (months < leastMonthsKept && !force)
    throw new ConfigError(
      `--months ${months} keeps less than two years. The history is the record of who looked at personal data, which has to be kept for ${leastMonthsKept} months at least; --force deletes it all the same.`,
    )
  return { months, dryRun }
}

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ args, options: { months: { type: 'string' }, 'dry-run': flag, force: flag } }).values
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : ''}\n${usage}`, { cause })
  }
}

/** Lets go of old history in billing's database, and says what went. @throws ConfigError as above, and when it is held up */
export async function retainHistoryCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  { clock = systemClock, print = (text) => void process.stdout.write(text) }: RetentionParts = {},
): Promise<void> {
  const { months, dryRun } = readRetentionOrder(args)
  const databaseUrl = await serviceDatabase('retain-history', 'billing', env)
  const from = oldestKept(months, clock())
  const work = async (client: ClientBase): Promise<void> => {
    for await (const gone of retainHistory(client, { from, dryRun })) print(lineOf(gone, dryRun))
  }
  await withClient(databaseUrl, work, { queryMs }).catch(heldUp)
  print(`kept: ${from} and everything since${dryRun ? '; this was a dry run' : ''}\n`)
}

interface RetentionParts {
  clock?: Clock
  print?: (text: string) => void
}

function lineOf({ month, inquiries, processing }: Gone, dryRun: boolean): string {
  const rows = `${inquiries} inquiries, ${processing} processing records`
  if (month !== null) return `${dryRun ? 'would drop' : 'dropped'} ${month}: ${rows}\n`
  return `${dryRun ? 'would delete' : 'deleted'} from the DEFAULT partition: ${rows}\n`
}

function heldUp(cause: unknown): never {
  if ((cause as { code?: string }).code !== '55P03') throw cause
  throw new ConfigError('Somebody is reading a month that is to go. It was left as it is; call the command again.', {
    cause,
  })
}
