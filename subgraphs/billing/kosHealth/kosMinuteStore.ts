import { z } from 'zod'
import { breakerStates, kosOperations, type KosReport, lastMinute } from '../../../kos/client/health/kosReport.js'
import { type BillingDatabase } from '../database.js'

const operationMinute = lastMinute.extend({ operation: z.enum(kosOperations), breaker: z.enum(breakerStates) })
export type OperationMinute = z.output<typeof operationMinute>

/** What the processes said of one minute: an entry for each process that has been heard in it. */
export interface KosMinute {
  /** Its first moment. */
  at: Date
  processes: OperationMinute[][]
}

/** How the way to KOS stood, minute by minute. Any copy of billing knows of all. */
export interface KosMinuteStore {
  /** Keeps what a process said last of the minute in which it is heard. */
  take(copy: string, report: KosReport, heardAt: Date): Promise<void>
  /** The minutes since `from`, oldest first; those in which nobody was heard are left out. */
  since(from: Date): Promise<KosMinute[]>
  /** Deletes what is not shown any more. */
  purge(now: Date): Promise<void>
}

export const minuteMs = 60_000
/** So many minutes can be asked for: as many items as the gateway lets anybody ask for. */
export const mostMinutes = 100
const keptMs = (mostMinutes + 60) * minuteMs

export const minuteOf = (at: Date): Date => new Date(Math.floor(at.getTime() / minuteMs) * minuteMs)

/** In PostgreSQL. */
export function createKosMinuteStore(database: BillingDatabase): KosMinuteStore {
  return {
    async take(copy, { snapshot }, heardAt) {
      const operations = snapshot.operations.flatMap(({ operation, breaker, lastMinute: last }) =>
        last === null ? [] : [{ operation, breaker, ...last }],
      )
      if (operations.length === 0) return
      const id = { minute: minuteOf(heardAt), copy }
      await database.kosClientMinute.upsert({
        where: { minute_copy: id },
        create: { ...id, operations },
        update: { operations },
      })
    },
    async since(from) {
      const rows = await database.kosClientMinute.findMany({
        where: { minute: { gte: from } },
        orderBy: [{ minute: 'asc' }, { copy: 'asc' }],
      })
      const minutes = new Map<number, KosMinute>()
      for (const { minute, operations } of rows) {
        const known = minutes.get(minute.getTime()) ?? { at: minute, processes: [] }
        // A process of another release may say it otherwise: what cannot be read is not shown.
        const read = z.array(operationMinute).safeParse(operations)
        if (read.success) known.processes.push(read.data)
        minutes.set(minute.getTime(), known)
      }
      return [...minutes.values()].filter(({ processes }) => processes.length > 0)
    },
    async purge(now) {
      await database.kosClientMinute.deleteMany({ where: { minute: { lt: new Date(now.getTime() - keptMs) } } })
    },
  }
}
