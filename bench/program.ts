import autocannon, { type Result } from 'autocannon'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { startBareServer } from './bareServer.js'
import { signInCustomers } from './customers.js'
import { startProgram } from './startProgram.js'
import { startTimes } from './startTimes.js'

const query = '{ viewer { lines { bill { ... on Bill { total } } } } }'
const seconds = Number(process.env['BENCH_SECONDS'] ?? 10)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const customers = 200
const connectionCounts = [1, 32]

const say = (line = ''): boolean => process.stdout.write(`${line}\n`)
const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const secondsOf = (values: number[]): string =>
  `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} … ${Math.max(...values).toFixed(1)})`

/** Shoots the query of different customers; an answer that is not a bill counts as a mismatch. */
function shoot(url: string, connections: number, tokens: string[]): Promise<Result> {
  const body = JSON.stringify({ query })
  const requests = tokens.map((token) => ({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  }))
  return autocannon({
    url,
    connections,
    duration: seconds,
    requests,
    verifyBody: (answer) => !answer.includes('"errors"'),
  })
}

async function answerTo(url: string, token: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10_000),
  })
  return body.text()
}

async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} cores, ${rounds} rounds of ${seconds} s`)
  const starts = await startTimes(rounds)
  say('\n| start, from a built checkout | s, median (min … max) |\n|---|---|')
  say(
    `| cold: new data folder, 10,006 accounts | ${secondsOf(starts.cold)} |\n| warm: data are there | ${secondsOf(starts.warm)} |`,
  )

  const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
  const program = await startProgram(dataDir)
  try {
    const tokens = await signInCustomers(program.url, customers)
    const bare = await startBareServer(await answerTo(program.url, tokens[0] ?? ''))
    await shoot(program.url, 8, tokens) // warm the compilers
    say(
      `\n\`${query}\`, ${customers} customers\n\n| connections | | requests/s | p50 ms | p99 ms | failed |\n|---|---|---|---|---|---|`,
    )
    for (const connections of connectionCounts) {
      const ours: Result[] = []
      const limit: Result[] = []
      for (let round = 0; round < rounds; round += 1) {
        ours.push(await shoot(program.url, connections, tokens))
        limit.push(await shoot(bare.url, connections, tokens))
      }
      report(connections, 'Yogeum', ours)
      report(connections, 'bare Node server, same bytes', limit)
    }
    bare.stop()
  } finally {
    await program.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function report(connections: number, name: string, results: Result[]): void {
  const of = (pick: (result: Result) => number): number => median(results.map(pick))
  const failed = results.reduce((sum, result) => sum + result.non2xx + result.errors + result.mismatches, 0)
  say(
    `| ${connections} | ${name} | ${of((r) => r.requests.average).toFixed(0)} | ${of((r) => r.latency.p50)} | ${of((r) => r.latency.p99)} | ${failed} |`,
  )
}

await main()
process.exit(0)
