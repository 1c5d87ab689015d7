import { createGroup } from '../../../platform/batching/createGroup.js'
import { type InquiryRequest } from './inquiryHistory.js'
import { type NewRows } from './recordStore.js'
import { isAboutData } from './sqlState.js'

/** What is recorded together: the request of an inquiry, or some of its processing. */
export interface HistoryRecord extends NewRows {
  inquiry: InquiryRequest
}

export interface RecordWriter {
  /** Resolves when the record is committed. Records are committed in the order in which they were given. @throws why not */
  write(record: HistoryRecord): Promise<void>
  /** Resolves once everything given before is written or refused. */
  idle(): Promise<void>
}

export interface RecordWriterParts {
  /** All of them, or none, in one commit. @throws the driver's error */
  insert: (rows: NewRows) => Promise<void>
  /** Told of each commit, how many rows it had. */
  onBatch?: (rows: number) => void
  /** Monotonic, ms. */
  elapsed?: () => number
}

/** Records a commit may hold: some ten milliseconds' worth. */
const mostAtOnce = 500
/** A record that has waited for so long, ms, is refused: its customer has been told something else by then. */
const longestWaitMs = 3_000

type Failure = { cause: unknown } | null
interface Waiting {
  record: HistoryRecord
  since: number
}

/** A record that PostgreSQL was not even asked to take. */
class NotWritten extends Error {
  constructor(readonly code: 'REQUEST_REFUSED' | 'WAITED_TOO_LONG') {
    super(code)
  }
}

/**
 * Writes for everybody at once, one commit after the other: whoever comes while one is under way shares the next. There
 * is one writer a process, so an inquiry's processing never comes before its request; and where a request was refused,
 * its processing is too.
 */
export function createRecordWriter({
  insert,
  onBatch,
  elapsed = () => performance.now(),
}: RecordWriterParts): RecordWriter {
  const refused = new WeakSet<InquiryRequest>()

  async function insertAll(records: HistoryRecord[]): Promise<void> {
    const rows = {
      request: records.flatMap(({ request }) => request),
      processing: records.flatMap(({ processing }) => processing),
    }
    await insert(rows)
    onBatch?.(rows.request.length + rows.processing.length)
  }

  /** One batch, each record's own failure in the same order. */
  async function run(waiting: Waiting[]): Promise<Failure[]> {
    const failures = new Map<HistoryRecord, Failure>()
    const fail = (record: HistoryRecord, cause: unknown): void => {
      failures.set(record, { cause })
      if (record.request.length > 0) refused.add(record.inquiry)
    }
    const mayBeWritten = ({ record, since }: Waiting): boolean => {
      if (refused.has(record.inquiry)) fail(record, new NotWritten('REQUEST_REFUSED'))
      else if (elapsed() - since > longestWaitMs) fail(record, new NotWritten('WAITED_TOO_LONG'))
      return !failures.has(record)
    }
    const insertGroup = async (group: Waiting[]): Promise<void> => {
      const records = group.filter(mayBeWritten).map(({ record }) => record)
      if (records.length === 0) return
      try {
        await insertAll(records)
      } catch (cause) {
        // A row that PostgreSQL does not take is its own caller's failure alone; a lost connection is everybody's.
        if (records.length > 1 && isAboutData(cause)) for (const one of group) await insertGroup([one])
        else for (const record of records) fail(record, cause)
      }
    }
    await insertGroup(waiting)
    return waiting.map(({ record }) => failures.get(record) ?? null)
  }

  const group = createGroup<Waiting, Failure>({
    run,
    most: mostAtOnce,
    // An answer from memory is there before the turn of the event loop is over: both its records share a commit.
    gather: () => new Promise((resolve) => setImmediate(resolve)),
  })
  return {
    async write(record) {
      const failure = await group.submit({ record, since: elapsed() })
      if (failure) throw failure.cause
    },
    idle: () => group.idle(),
  }
}
