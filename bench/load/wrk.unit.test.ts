import { describe, expect, test } from '@jest/globals'
import { parseWrk } from './wrk.js'

const said = (line: string) => `Running 2s test @ http://127.0.0.1:14001/graphql
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    11.80ms    3.10ms  52.13ms   88.10%
    Req/Sec     1.41k   120.00     1.60k    75.00%
  2817 requests in 2.00s, 8.10MB read
Requests/sec:   1405.60
Transfer/sec:      4.04MB
${line}
`

const shot = { connections: 32, seconds: 2 }

describe('what wrk says', () => {
  test('counts and times are read from the line of our script', () => {
    const line = 'SHOT {"sent":2832,"answered":2832,"p50":11500,"p99":31250,"network":0,"status":0,"refused":0}'
    expect(parseWrk(said(line), shot)).toEqual({ requests: 2832, perSecond: 1_400, p50: 11.5, p99: 31.25, failed: 0 })
  })

  test('what the network, the status or the answer says has failed, counts as failed', () => {
    const line = 'SHOT {"sent":400,"answered":400,"p50":1,"p99":1,"network":1,"status":20,"refused":300}'
    expect(parseWrk(said(line), shot).failed).toBe(321)
  })

  test('what was sent and never answered counts as failed', () => {
    const line = 'SHOT {"sent":400,"answered":368,"p50":1,"p99":1,"network":0,"status":0,"refused":0}'
    expect(parseWrk(said(line), shot).failed).toBe(32)
  })

  test('a run without that line is an error that tells what wrk said', () => {
    expect(() => parseWrk(said('unable to connect to 127.0.0.1:14001'), shot)).toThrow('unable to connect')
  })

  test('a line that lacks a count is not taken for zero', () => {
    expect(parseWrk(said('SHOT {"sent":1,"answered":1,"p50":1,"p99":1,"network":0,"status":0}'), shot).failed).toBeNaN()
  })
})
