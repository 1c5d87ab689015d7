import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { withClient } from '../../platform/database/withClient.js'
import { addMonths, yearMonthOf } from '../../platform/time/yearMonth.js'
import { type Program, startProgram } from '../../testing/program/startProgram.js'
import { until } from '../../testing/program/until.js'
import { type Answered, askForBill, endOf, readHistory } from './inquiries.js'

const atOnce = 40
const customers = 5
const kills = 3
/** Answers between two kills. */
const answersEach = 300

let program: Program

beforeAll(async () => {
  program = await startProgram()
  // Whatever is given during a commit waits in billing: so there is something to lose at any instant.
  await withClient(program.billingDatabase, (client) =>
    client.query(`DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET commit_delay = 50000', current_database());
      EXECUTE format('ALTER DATABASE %I SET commit_siblings = 0', current_database());
    END $$`),
  )
}, 180_000)

afterAll(() => program?.stop())

describe('UFR-BILL-040 billing is killed under load', () => {
  it('and every inquiry whose answer left is in the history, as it was told', async () => {
    const { billing, gateways } = program
    const lines = await Promise.all(Array.from({ length: customers }, () => program.customer()))
    const current = yearMonthOf(new Date())
    const answers: Answered[] = []
    let asking = true
    const ask = async (index: number): Promise<void> => {
      const { token, lineId } = lines[index % customers] ?? { token: '', lineId: '' }
      for (let turn = 0; asking; turn += 1) {
        const month = addMonths(current, -((index + turn) % 6))
        const answer = await askForBill(gateways[0].url, token, { line: lineId, month })
        if (answer) answers.push(answer)
      }
    }
    const askers = Array.from({ length: atOnce }, (_, index) => ask(index))
    for (let kill = 0; kill < kills; kill += 1) {
      const enough = answers.length + answersEach
      await until(`${answersEach} more bills are shown`, () => answers.length >= enough, 60_000)
      await billing.kill()
      await billing.start()
    }
    asking = false
    await Promise.all(askers)

    const { ends, unfinished, withoutInquiry } = await withClient(program.billingDatabase, readHistory)
    const shown = answers.filter(({ kind }) => kind === 'Bill').length
    process.stdout.write(`${answers.length} answers, ${shown} of them bills; ${unfinished} inquiries were cut off\n`)
    expect(shown).toBeGreaterThanOrEqual(kills * answersEach * 0.9)
    expect(answers.filter(({ traceId, kind }) => ends.get(traceId) !== endOf[kind])).toEqual([])
    expect(withoutInquiry).toBe(0)
  }, 180_000)
})
