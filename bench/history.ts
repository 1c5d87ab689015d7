import autocannon from 'autocannon'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInCustomers } from './customers.js'
import { startProgram } from './startProgram.js'
import { percentile, say } from './tables.js'

const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const customers = 200
const connections = Number(process.env['BENCH_CONNECTIONS'] ?? 100)
const query = '{ viewer { lines { bill { ... on Bill { total } } } } }'

const programs = { on: 14_000, off: 15_000 } as const
type History = keyof typeof programs

/** What the history of inquiries costs: two programs, one with it, one without, and the same load on each in turn. */
async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} cores, ${connections} connections, ${rounds} rounds of ${seconds} s`)
  const folder = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const running = new Map<History, { url: string; tokens: string[]; stop(): Promise<void> }>()
  try {
    for (const history of ['on', 'off'] as const) {
      const env = { INQUIRY_HISTORY: history }
      const program = await startProgram(join(folder, history), { port: programs[history], env })
      running.set(history, { ...program, tokens: [] })
      running.set(history, { ...program, tokens: await signInCustomers(program.url, customers) })
    }
    const rates: Record<History, number[]> = { on: [], off: [] }
    for (let round = 0; round <= rounds; round += 1)
      // Each goes first in every other round: whatever the machine does meanwhile meets both.
      for (const [history, { url, tokens }] of round % 2 ? running : [...running].reverse()) {
        const { requests, non2xx, errors, mismatches } = await shoot(url, tokens, seconds)
        say(`history ${history}: ${requests.average.toFixed(0)} requests/s, ${non2xx + errors + mismatches} failed`)
        // The first one warms caches and compilers.
        if (round > 0) rates[history].push(requests.average)
      }
    report(percentile(rates.on, 50), percentile(rates.off, 50))
  } finally {
    for (const program of running.values()) await program.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function report(on: number, off: number): void {
  say('\n| history | requests/s, median |\n|---|---|')
  say(`| on | ${on.toFixed(0)} |\n| off | ${off.toFixed(0)} |`)
  say(`\nit costs ${(100 * (1 - on / off)).toFixed(1)} %`)
}

function shoot(url: string, tokens: string[], duration: number) {
  const requests = tokens.map((token) => ({
    method: 'POST' as const,
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  }))
  return autocannon({
    ...{ url, connections, duration, requests },
    verifyBody: (answer) => !answer.includes('"errors"'),
  })
}

await main()
process.exit(0)
