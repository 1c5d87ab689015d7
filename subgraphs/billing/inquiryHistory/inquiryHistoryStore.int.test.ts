import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { withClient } from '../../../platform/database/withClient.js'
import { createFieldCipher } from '../../../platform/privacy/fieldCipher.js'
import { toYearMonth } from '../../../platform/time/yearMonth.js'
import { testKeys } from '../../../testing/keys.js'
import { createTestDatabase } from '../../../testing/postgres.js'
import { createWatchedLog } from '../../../testing/watchedLog.js'
import { openBillingDatabase } from '../database.js'
import { createPartitions } from './historyPartitions.js'
import { createInquiryHistoryStore } from './inquiryHistoryStore.js'
import { endOf, inquiryAt } from './testing/inquiries.js'

const november = new Date('2026-11-22T05:30:00.000Z')
const refused = expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }) as unknown as Error
const cipher = createFieldCipher({ keys: testKeys.FIELD_KEYS, blindIndexKey: testKeys.BLIND_INDEX_KEY })
let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  testDatabase = await createTestDatabase('billing')
  const months = ['2026-10', '2026-11', '2026-12'].map(toYearMonth)
  await withClient(testDatabase.url, (client) => createPartitions(client, months))
})
afterAll(() => testDatabase.drop())

/** A store on a connection pool of its own, and the rows of every commit. */
async function withStore<T>(work: (parts: ReturnType<typeof openStore>) => Promise<T>): Promise<T> {
  const opened = openStore()
  try {
    return await work(opened)
  } finally {
    await opened.store.stop()
    await opened.database.$executeRaw`TRUNCATE bill_inquiry, bill_processing`
    await opened.database.$disconnect()
  }
}
function openStore() {
  const database = openBillingDatabase(testDatabase.url)
  const batches: number[] = []
  const { log, lines } = createWatchedLog()
  return {
    ...{ database, batches, lines },
    store: createInquiryHistoryStore({
      ...{ database, databaseUrl: testDatabase.url, cipher, log },
      onBatch: (rows) => batches.push(rows),
    }),
  }
}
const settled = (writes: Promise<void>[]) =>
  Promise.all(
    writes.map((write) =>
      write.then(
        () => 'written',
        () => 'refused',
      ),
    ),
  )

describe('UFR-BILL-040 the history in PostgreSQL', () => {
  it('UFR-BILL-040 many inquiries at once share few commits, and each stands with its end', async () => {
    await withStore(async ({ store, database, batches }) => {
      const inquiries = Array.from({ length: 300 }, (_, index) => inquiryAt(new Date(november.getTime() + index)))
      await Promise.all(
        inquiries.map(async (inquiry) => {
          await Promise.all([store.recordRequest(inquiry), store.recordProcessing(endOf(inquiry))])
        }),
      )
      expect(await database.billInquiry.count()).toBe(300)
      expect(await database.billProcessing.count({ where: { concludes: 'SHOWN' } })).toBe(300)
      expect(batches.reduce((sum, rows) => sum + rows)).toBe(600)
      expect(batches.length).toBeLessThanOrEqual(2)
    })
  })

  it('UFR-BILL-040 no processing is ever to be seen without its request', async () => {
    await withStore(async ({ store, database }) => {
      let writing = true
      const writers = Array.from({ length: 50 }, async () => {
        for (let count = 0; count < 20; count += 1) {
          const inquiry = inquiryAt(new Date(november.getTime() + count))
          await Promise.all([store.recordRequest(inquiry), store.recordProcessing(endOf(inquiry))])
        }
      })
      const watching = (async () => {
        let looks = 0
        for (; writing; looks += 1) {
          const alone = await database.$queryRaw<unknown[]>`
            SELECT FROM bill_processing AS p WHERE NOT EXISTS (SELECT FROM bill_inquiry WHERE id = p.inquiry_id)`
          expect(alone).toEqual([])
        }
        return looks
      })()
      await Promise.all(writers)
      writing = false
      expect(await watching).toBeGreaterThan(1)
    })
  })

  it('UFR-BILL-040 a row that PostgreSQL refuses fails its own caller alone, and is quoted in no log', async () => {
    await withStore(async ({ store, database, lines }) => {
      const [good, bad, other] = [
        inquiryAt(november),
        inquiryAt(november, { lineId: 'ln_\0secret' }),
        inquiryAt(november),
      ]
      const writes = [good, bad, other].flatMap((inquiry) => [
        store.recordRequest(inquiry),
        store.recordProcessing(endOf(inquiry)),
      ])
      expect(await settled(writes)).toEqual(['written', 'written', 'refused', 'refused', 'written', 'written'])
      await expect(writes[2]).rejects.toEqual(refused)
      expect((await database.billInquiry.findMany()).map(({ id }) => id).sort()).toEqual([good.id, other.id].sort())
      expect(await database.billProcessing.count()).toBe(2)
      expect(lines.join('')).toContain('"code":"22P05"')
      expect(lines.join('')).not.toContain('secret')
    })
  })

  it('UFR-BILL-040 a call recorded twice stands once; a second conclusion is refused', async () => {
    await withStore(async ({ store, database }) => {
      const inquiry = inquiryAt(november)
      const end = endOf(inquiry)
      const further = { ...endOf(inquiry, { operation: 'K4' }), concludes: null }
      await store.recordRequest(inquiry)
      await store.recordProcessing(end)
      await Promise.all([store.recordProcessing(further), store.recordProcessing(further)])
      await expect(store.recordProcessing({ ...endOf(inquiry), concludes: 'UNAVAILABLE' })).rejects.toEqual(refused)
      expect((await database.billProcessing.findMany()).map(({ concludes }) => concludes).sort()).toEqual([
        'SHOWN',
        null,
      ])
    })
  })

  it.each([
    ['22P05', { lineId: 'ln_\0' }],
    ['22001', { traceId: 'a'.repeat(33) }],
    ['23502', { requestedAt: new Date(NaN) }],
    ['23505', {}],
  ])('UFR-BILL-040 %s is about one row, and its neighbour in the batch is written', async (code, changes) => {
    await withStore(async ({ store, database, lines }) => {
      const first = inquiryAt(november)
      await store.recordRequest(first)
      const [bad, good] = [{ ...first, ...changes }, inquiryAt(november)]
      expect(await settled([store.recordRequest(bad), store.recordRequest(good)])).toEqual(['refused', 'written'])
      expect(lines.join('')).toContain(`"code":"${code}"`)
      expect(await database.billInquiry.count()).toBe(2)
    })
  })

  it('UFR-BILL-040 inquiries that were answered by one shared call each have it', async () => {
    await withStore(async ({ store, database }) => {
      const [one, two] = [inquiryAt(november), inquiryAt(november)]
      const shared = { requestId: 'shared', cacheHit: true }
      await Promise.all([one, two].map((inquiry) => store.recordRequest(inquiry)))
      await Promise.all([one, two].map((inquiry) => store.recordProcessing(endOf(inquiry, shared))))
      expect(await database.billProcessing.count({ where: { kosRequestId: 'shared', concludes: 'SHOWN' } })).toBe(2)
    })
  })

  it('UFR-BILL-040 stops when everything that was given is written', async () => {
    const { store, database } = openStore()
    const writes = Array.from({ length: 600 }, () => store.recordRequest(inquiryAt(november)))
    await store.stop()
    expect(await database.billInquiry.count()).toBe(600)
    await Promise.all(writes)
    await database.$executeRaw`TRUNCATE bill_inquiry`
    await database.$disconnect()
  })

  it('UFR-BILL-040 opens only the months that a question is about', async () => {
    await withStore(async ({ store }) => {
      const inquiries = ['2026-10-05', '2026-11-05', '2026-11-06', '2026-12-05'].map((day) => inquiryAt(new Date(day)))
      for (const inquiry of inquiries) {
        await store.recordRequest(inquiry)
        await store.recordProcessing(endOf(inquiry))
      }
      const { customerId, lineNumber } = inquiries[0] ?? inquiryAt(november)
      const [from, to] = [new Date('2026-11-01'), new Date('2026-11-20')]
      await locking(['_2026_10', '_2026_12', '_default'], async () => {
        for (const outcome of [undefined, 'SHOWN'] as const) {
          const page = await store.ofAll({ from, to, ...(outcome && { outcome }) }, 10, null)
          expect(page.items.map(({ processing }) => processing.length)).toEqual([1, 1])
        }
      })
      await locking(['_2026_12'], async () => {
        const [, , newest] = inquiries
        const page = await store.ofCustomer({ customerId, lineNumber }, 10, newest ?? null)
        expect(page.items.map(({ outcome }) => outcome)).toEqual(['SHOWN', 'SHOWN'])
        expect((await store.ofAll({ outcome: 'UNFINISHED' }, 10, newest ?? null)).items).toEqual([])
      })
    })
  })
})

/** While `work` goes on nobody can open these partitions: who tries is stopped by the statement's deadline. */
async function locking(suffixes: string[], work: () => Promise<void>): Promise<void> {
  const holder = new Client({ connectionString: testDatabase.url })
  await holder.connect()
  try {
    await holder.query('BEGIN')
    for (const suffix of suffixes)
      await holder.query(`LOCK TABLE bill_inquiry${suffix}, bill_processing${suffix} IN ACCESS EXCLUSIVE MODE`)
    await work()
  } finally {
    await holder.end()
  }
}
