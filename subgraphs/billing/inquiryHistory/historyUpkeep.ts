import { withClient } from '../../../platform/database/withClient.js'
import { type Logger } from '../../../platform/logging/logger.js'
import { type Clock } from '../../../platform/time/clock.js'
import { type RepeatedWork } from '../../../platform/upkeep/startUpkeep.js'
import { monthsWanted } from './historyMonths.js'
import { createPartitions } from './historyPartitions.js'

const minuteMs = 60 * 1000
const dayMs = 24 * 60 * minuteMs

/**
 * Sees to it that this month and the next ones have their partitions: at start, then daily. While the database is away
 * it is tried each minute; until then the DEFAULT partition takes what has no other.
 */
export function historyUpkeep({
  databaseUrl,
  clock,
  log,
}: {
  databaseUrl: string
  clock: Clock
  log: Logger
}): RepeatedWork {
  return {
    name: 'making partitions of the history',
    everyMs: dayMs,
    afterFailureMs: minuteMs,
    atOnce: true,
    async run() {
      const months = monthsWanted(clock())
      const partitions = await withClient(databaseUrl, (client) => createPartitions(client, months), {
        queryMs: 30_000,
      })
      if (partitions.length > 0) log.info({ partitions }, 'made partitions of the history')
    },
  }
}
