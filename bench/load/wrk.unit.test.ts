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

describe('what wrk says', () => {
  test('counts and times are read from the line of our script', () => {
    const line = 'SHOT {"requests":2817,"us":2004000,"p50":11500,"p99":31250,"network":0,"status":0,"refused":0}'
    expect(parseWrk(said(line))).toEqual({ requests: 2817, seconds: 2.004, p50: 11.5, p99: 31.25, failed: 0 })
  })

  test('what the network, the status or the answer says has failed, counts as failed', () => {
    const line = 'SHOT {"requests":10,"us":1000000,"p50":1,"p99":1,"network":1,"status":20,"refused":300}'
    expect(parseWrk(said(line)).failed).toBe(321)
  })

  test('a run without that line is an error that tells what wrk said', () => {
    expect(() => parseWrk(said('unable to connect to 127.0.0.1:14001'))).toThrow('unable to connect')
  })

  test('a line that lacks a count is not taken for zero', () => {
    expect(parseWrk(said('SHOT {"requests":1,"us":1,"p50":1,"p99":1,"network":0,"status":0}')).failed).toBeNaN()
  })
})
