import autocannon from 'autocannon'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { signInCustomers } from './customers.js'
import { startProgram } from './startProgram.js'
import { percentile, say } from './tables.js'

const seconds = Number(process.env['BENCH_SECONDS'] ?? 15)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const customers = 200
const connections = 32
const query = '{ viewer { lines { bill { ... on Bill { total } } } } }'

/** What the history of inquiries costs: the same load with it on and off, in turn. Bills come from the cache. */
async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} cores, ${connections} connections, ${rounds} rounds of ${seconds} s`)
  const rates: Record<'on' | 'off', number[]> = { on: [], off: [] }
  for (let round = 0; round < rounds; round += 1)
    for (const history of ['on', 'off'] as const) rates[history].push(await rateWith(history))
  const [on, off] = [percentile(rates.on, 50), percentile(rates.off, 50)]
  say('\n| history | requests/s, median |\n|---|---|')
  say(`| on | ${on.toFixed(0)} |\n| off | ${off.toFixed(0)} |`)
  say(`\nit costs ${(100 * (1 - on / off)).toFixed(1)} %`)
}

async function rateWith(history: 'on' | 'off'): Promise<number> {
  process.env['INQUIRY_HISTORY'] = history
  const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const program = await startProgram(dataDir)
  try {
    const tokens = await signInCustomers(program.url, customers)
    await shoot(program.url, tokens, 5) // warms caches and compilers
    const { requests, non2xx, errors, mismatches } = await shoot(program.url, tokens, seconds)
    say(`history ${history}: ${requests.average.toFixed(0)} requests/s, ${non2xx + errors + mismatches} failed`)
    return requests.average
  } finally {
    await program.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
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
