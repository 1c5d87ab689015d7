import { describe, expect, it } from '@jest/globals'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { type InquiryRequest } from './inquiryHistory.js'
import { type ProcessingRow, type RequestRow } from './recordStore.js'
import { createRecordWriter, type HistoryRecord } from './recordWriter.js'

const inquiryOf = (id: string): InquiryRequest => ({
  ...{ id, requestedAt: new Date(0), lineNumber: '', lineId: '', customerId: '', traceId: '' },
  month: toYearMonth('2026-11'),
})
const request = (inquiry: InquiryRequest): HistoryRecord => ({
  ...{ inquiry, processing: [] },
  request: [{ id: inquiry.id } as RequestRow<number>],
})
const processing = (inquiry: InquiryRequest): HistoryRecord => ({
  ...{ inquiry, request: [] },
  processing: [{ inquiry_id: inquiry.id } as ProcessingRow<number>],
})
const dataError = Object.assign(new Error('bad row'), { code: '22021' })
const lost = Object.assign(new Error('connection lost'), { code: 'P1001' })

/** A writer on a table in memory that refuses the rows it is told to. Each commit is a list such as `['a', 'a!']`. */
function writerWith({ refuses, error = dataError }: { refuses: (name: string) => boolean; error?: Error }) {
  const [tried, commits, counts]: [string[][], string[][], number[]] = [[], [], []]
  let elapsed = 0
  const writer = createRecordWriter({
    elapsed: () => elapsed,
    onBatch: (rows) => counts.push(rows),
    insert: ({ request: requests, processing: ends }) => {
      const names = [...requests.map(({ id }) => id), ...ends.map(({ inquiry_id }) => `${inquiry_id}!`)]
      tried.push(names)
      if (names.some(refuses)) return Promise.reject(error)
      commits.push(names)
      return Promise.resolve()
    },
  })
  return { writer, tried, commits, counts, pass: (ms: number) => (elapsed += ms) }
}
const codes = (writes: Promise<void>[]) =>
  Promise.all(
    writes.map((write) =>
      write.then(
        () => 'written',
        (error: { code: string }) => error.code,
      ),
    ),
  )
const [a, b, c] = [inquiryOf('a'), inquiryOf('b'), inquiryOf('c')]

describe('UFR-BILL-040 history in group commits', () => {
  it('UFR-BILL-040 those who come in one turn share a commit, both records of an inquiry too, in order', async () => {
    const { writer, commits, counts } = writerWith({ refuses: () => false })
    const writes = [writer.write(request(a)), writer.write(request(b))]
    await Promise.resolve()
    writes.push(writer.write(processing(a)))
    await Promise.all(writes)
    expect(commits).toEqual([['a', 'b', 'a!']])
    expect(counts).toEqual([3])
  })

  it('UFR-BILL-040 a row that is refused is its own failure, and takes only its own processing along', async () => {
    const { writer, tried, commits, counts } = writerWith({ refuses: (name) => name === 'b' })
    const records = [request(a), request(b), processing(b), processing(a), request(c)]
    expect(await codes(records.map((record) => writer.write(record)))).toEqual([
      ...['written', '22021', 'REQUEST_REFUSED', 'written', 'written'],
    ])
    expect(commits).toEqual([['a'], ['a!'], ['c']])
    expect(tried).toEqual([['a', 'b', 'c', 'b!', 'a!'], ['a'], ['b'], ['a!'], ['c']])
    expect(counts).toEqual([1, 1, 1])
  })

  it('UFR-BILL-040 processing that comes later is refused as well, when its request was', async () => {
    const { writer, commits } = writerWith({ refuses: (name) => name === 'a' })
    expect(await codes([writer.write(request(a))])).toEqual(['22021'])
    expect(await codes([writer.write(processing(a)), writer.write(request(b))])).toEqual(['REQUEST_REFUSED', 'written'])
    expect(commits).toEqual([['b']])
  })

  it("UFR-BILL-040 a lost connection is everybody's failure, and tried once", async () => {
    const { writer, tried } = writerWith({ refuses: () => true, error: lost })
    expect(await codes([a, b, c].map((inquiry) => writer.write(request(inquiry))))).toEqual(['P1001', 'P1001', 'P1001'])
    expect(tried).toHaveLength(1)
  })

  it('UFR-BILL-040 what has waited for too long is refused without asking', async () => {
    const { writer, tried, pass } = writerWith({ refuses: () => false })
    const late = writer.write(request(a))
    pass(3_001)
    const prompt = writer.write(request(b))
    expect(await codes([late, prompt])).toEqual(['WAITED_TOO_LONG', 'written'])
    expect(await codes([writer.write(processing(a))])).toEqual(['REQUEST_REFUSED'])
    expect(tried).toEqual([['b']])
  })

  it('UFR-BILL-040 is idle when all are written or refused', async () => {
    const { writer, commits } = writerWith({ refuses: (name) => name === 'b' })
    const writes = codes([writer.write(request(a)), writer.write(request(b))])
    await writer.idle()
    expect(commits).toEqual([['a']])
    expect(await writes).toEqual(['written', '22021'])
  })
})
