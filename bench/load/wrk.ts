import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Gun, type Shot } from './shot.js'

const run = promisify(execFile)

/**
 * Requests are put together once; each connection takes the next customer's. When the time is over nothing is sent any
 * more (an empty request leaves a connection idle), and what is under way is answered: only so does what the gateway
 * has spent belong to what it has answered.
 */
const script = `
local ffi = require('ffi')
ffi.cdef('typedef struct { long s; long us; } bench_time; int gettimeofday(bench_time *, void *);')
local time = ffi.new('bench_time')
local function now()
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.s) + tonumber(time.us) / 1e6
end

local threads = {}
setup = function(thread) table.insert(threads, thread) end

local requests, last, seconds, ends = {}, 0, 0, nil
init = function(args)
  local body = io.open(args[2]):read('*a')
  for token in io.lines(args[1]) do
    local headers = { ['content-type'] = 'application/json', ['authorization'] = 'Bearer ' .. token }
    table.insert(requests, wrk.format('POST', nil, headers, body))
  end
  seconds = tonumber(args[3])
  sent, refused = 0, 0
  if args[4] == 'read' then
    response = function(status, headers, body)
      if string.find(body, '"errors"', 1, true) or string.find(body, '"TemporarilyUnavailable"', 1, true) then
        refused = refused + 1
      end
    end
  end
end

request = function()
  -- wrk asks once before it begins, to see whether the request is one.
  if not started then
    started = true
    return requests[1]
  end
  if not ends then ends = now() + seconds end
  if now() >= ends then return '' end
  sent = sent + 1
  last = last % #requests + 1
  return requests[last]
end

done = function(summary, latency)
  local sent, refused = 0, 0
  for _, thread in ipairs(threads) do
    sent = sent + thread:get('sent')
    refused = refused + thread:get('refused')
  end
  local e = summary.errors
  io.write(string.format('SHOT {"sent":%d,"answered":%d,"p50":%d,"p99":%d,"network":%d,"status":%d,"refused":%d}\\n',
    sent, summary.requests, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.timeout, e.status, refused))
end
`

/** Seconds in which a gateway has answered what is under way with so many connections, on a slow machine too. */
const answeredWithin = (connections: number): number => 1 + Math.ceil(connections / 150)

/**
 * wrk, which costs the least beside what is measured.
 *
 * @param folder where its script and the customers' tokens are written; of the caller alone, and gone after the bench
 */
export function createWrk(program: string, folder: string): Gun {
  const file = (name: string) => join(folder, name)
  return {
    name: 'wrk, one thread',
    async shoot({ url, path, body, tokens, connections, seconds, readAnswers }) {
      await Promise.all([
        writeFile(file('shot.lua'), script),
        writeFile(file('tokens'), tokens.join('\n'), { mode: 0o600 }),
        writeFile(file('body'), body),
      ])
      const { stdout } = await run(program, [
        ...['--threads', '1', '--connections', String(connections), '--timeout', '10s'],
        ...['--duration', `${seconds + answeredWithin(connections)}s`],
        ...['--script', file('shot.lua'), `${url}${path}`, '--', file('tokens'), file('body')],
        ...[String(seconds), readAnswers ? 'read' : 'count'],
      ])
      return parseWrk(stdout, { connections, seconds })
    },
  }
}

/**
 * The line that our script makes wrk print, among what it says itself.
 *
 * @throws Error with all of it when there is none
 */
export function parseWrk(output: string, { connections, seconds }: { connections: number; seconds: number }): Shot {
  const line = /^SHOT (\{.*\})$/m.exec(output)?.[1]
  if (line === undefined) throw new Error(`wrk has not said what came of it:\n${output}`)
  const said = JSON.parse(line) as Record<string, number>
  const of = (name: string): number => said[name] ?? Number.NaN
  return {
    requests: of('answered'),
    // What was under way on each connection when the time was over has been answered after it.
    perSecond: Math.max(0, of('answered') - connections) / seconds,
    p50: of('p50') / 1e3,
    p99: of('p99') / 1e3,
    failed: Math.max(of('network'), of('sent') - of('answered')) + of('status') + of('refused'),
  }
}
