import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checks } from './checks.js'
import { runCustomers } from './customersAtWork.js'
import { chooseOrders } from './customers.js'
import { type CheckResult, type History } from './history.js'
import { kosControls } from '../testing/program/kosControls.js'
import { startNemesis } from './nemesis.js'
import { openChanges, readOwnHistory } from './readHistory.js'
import { seededRandom } from './seededRandom.js'
import { type Stack, startStack } from '../testing/program/stack.js'

/** After everything is whole again, a change has so long to come to an end, ms. */
const boundMs = 120_000
const say = (line = ''): boolean => process.stdout.write(`${line}\n`)

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    /** A KOS that does not recognise a request id: sent twice is applied twice. */
    'no-request-id': { type: 'boolean', default: false },
    /** Where the history of a run that failed is kept. */
    history: { type: 'string', default: 'chaos-history' },
  },
})

process.exitCode = await main({
  changes: Number(values.changes),
  seed: Number(values.seed),
  honourRequestId: !values['no-request-id'],
  historyFolder: values.history,
})

interface RunOptions {
  changes: number
  seed: number
  honourRequestId: boolean
  historyFolder: string
}

/** Returns the exit code: 1 when a promise was broken. */
async function main(options: RunOptions): Promise<number> {
  const { changes, seed, honourRequestId } = options
  if (!(changes > 0 && Number.isInteger(seed))) {
    say('usage: npm run chaos -- [--changes 300] [--seed 1] [--no-request-id] [--history <folder>]')
    return 2
  }
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-chaos-'))
  say(`${changes} changes, seed ${seed}${honourRequestId ? '' : ', KOS does not recognise request ids'}`)
  const stack = await startStack({ folder, copies: { gateways: 2, sagas: 2 } })
  let broken = true
  try {
    const { history, deeds } = await breakAndMend(stack, options)
    const results = checks.map((check) => check(history))
    report(history, results)
    broken = results.some(({ breaches }) => breaches.length > 0)
    if (broken) await keep(history, results, deeds, options)
    return broken ? 1 : 0
  } finally {
    await stack.stop()
    if (broken) say(`logs and database of the run: ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  }
}

async function breakAndMend(stack: Stack, { changes, seed, honourRequestId }: RunOptions) {
  const kos = kosControls(stack.kosUrl)
  await kos.settings({ honourRequestId })
  const orders = await chooseOrders(stack, changes, seededRandom(seed))
  say(`${orders.length} customers are signed in; what follows is broken on purpose`)

  const nemesis = startNemesis(stack, seededRandom(seed + 1), say)
  const work = await runCustomers(stack, orders, seededRandom(seed + 2))
  await nemesis.stop()
  say('everything is whole again')
  const overdue = await untilFinished(stack.productDatabase)
  const { watched, wentBack } = await work.finish()

  const own = await readOwnHistory(stack.productDatabase)
  const ledger = await kos.ledger()
  const plans: History['plans'] = []
  for (const { order } of work.told) {
    const atKos = (await kos.planOf(order.lineNumber))?.code ?? null
    plans.push({ lineNumber: order.lineNumber, atKos, inApi: await work.planInApi(order) })
  }
  const history: History = { ...own, told: work.told, watched, ledger, plans, overdue, wentBack }
  return { history, deeds: nemesis.deeds }
}

async function untilFinished(databaseUrl: string): Promise<{ id: string; status: string }[]> {
  const until = performance.now() + boundMs
  for (;;) {
    const open = await openChanges(databaseUrl).catch(() => null)
    if (open?.length === 0) return []
    if (performance.now() > until) return open ?? [{ id: 'unknown', status: 'the database does not answer' }]
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function report(history: History, results: CheckResult[]): void {
  const count = <T extends string>(of: T[]) =>
    [...new Set(of)].map((each) => `${each} ${of.filter((other) => other === each).length}`).join(', ')
  say()
  say(
    `told      ${count(history.told.map(({ told }) => (told.kind === 'refused' ? `refused ${told.codes.join()}` : told.kind)))}`,
  )
  say(`ends      ${count(history.rows.map(({ status }) => status))}`)
  say(
    `events    ${history.events.length}; ledger ${history.ledger.length}; doubts ${history.events.filter(({ type }) => type === 'InDoubt').length}`,
  )
  say(
    `watching  ${history.watched.reduce((sum, { reconnects }) => sum + reconnects, 0)} times cut off and taken up again`,
  )
  say()
  for (const { promise, looked, breaches } of results) {
    say(`${breaches.length === 0 ? 'held  ' : 'BROKEN'}  ${promise} (${looked})`)
    for (const breach of breaches.slice(0, 5)) say(`          ${breach}`)
  }
}

/** What explains a failure: who did what when, each stream, and what KOS applied. No phone number is in it. */
async function keep(
  history: History,
  results: CheckResult[],
  deeds: unknown,
  { seed, historyFolder }: RunOptions,
): Promise<void> {
  await mkdir(historyFolder, { recursive: true })
  const file = join(historyFolder, `seed-${seed}.json`)
  const { rebuilt, events, rows, watched, overdue } = history
  const ledger = history.ledger.map(({ lineNumber, ...row }) => ({ ...row, line: lineNumber.slice(-4) }))
  await writeFile(file, JSON.stringify({ results, deeds, rows, overdue, watched, rebuilt, ledger, events }, null, 1))
  say(`\nthe history of this run: ${file}`)
}
