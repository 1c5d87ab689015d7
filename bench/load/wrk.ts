import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Gun, type Shot } from './shot.js'

const run = promisify(execFile)

/** Requests are put together once; each connection takes the next customer's. */
const script = `
local threads = {}
setup = function(thread) table.insert(threads, thread) end

local requests, last = {}, 0
init = function(args)
  local body = io.open(args[2]):read('*a')
  for token in io.lines(args[1]) do
    local headers = { ['content-type'] = 'application/json', ['authorization'] = 'Bearer ' .. token }
    table.insert(requests, wrk.format('POST', nil, headers, body))
  end
  refused = 0
  if args[3] == 'read' then
    response = function(status, headers, body)
      if string.find(body, '"errors"', 1, true) or string.find(body, '"TemporarilyUnavailable"', 1, true) then
        refused = refused + 1
      end
    end
  end
end

request = function()
  last = last % #requests + 1
  return requests[last]
end

done = function(summary, latency)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get('refused') end
  local e = summary.errors
  io.write(string.format('SHOT {"requests":%d,"us":%d,"p50":%d,"p99":%d,"network":%d,"status":%d,"refused":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.timeout, e.status, refused))
end
`

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
        ...['--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--timeout', '10s'],
        ...['--script', file('shot.lua'), `${url}${path}`, '--', file('tokens'), file('body')],
        readAnswers ? 'read' : 'count',
      ])
      return parseWrk(stdout)
    },
  }
}

/** The line that our script makes wrk print, among what it says itself. @throws Error with all of it when there is none */
export function parseWrk(output: string): Shot {
  const line = /^SHOT (\{.*\})$/m.exec(output)?.[1]
  if (line === undefined) throw new Error(`wrk has not said what came of it:\n${output}`)
  const { requests, us, p50, p99, network, status, refused } = JSON.parse(line) as Record<string, number>
  const sum = (...parts: (number | undefined)[]) => parts.reduce<number>((all, part) => all + (part ?? Number.NaN), 0)
  return {
    requests: sum(requests),
    seconds: sum(us) / 1e6,
    p50: sum(p50) / 1e3,
    p99: sum(p99) / 1e3,
    failed: sum(network, status, refused),
  }
}
