import autocannon from 'autocannon'
import { type Gun } from './shot.js'

/**
 * autocannon, where there is no wrk. It runs in this very process, costs as much as a fast gateway, and does not wait for
 * what is under way when the time is over: with many connections an operation seems to cost more than it does.
 */
export const autocannonGun: Gun = {
  name: 'autocannon',
  async shoot({ url, path, body, tokens, connections, seconds, readAnswers }) {
    const requests = tokens.map((token) => ({
      ...{ method: 'POST', path, body },
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    }))
    const fine = (answer: string) => !/"errors"|"TemporarilyUnavailable"/.test(answer)
    const result = await autocannon({
      ...{ url, connections, duration: seconds, requests },
      ...(readAnswers && { verifyBody: fine }),
    })
    return {
      requests: result.requests.total,
      perSecond: result.requests.total / result.duration,
      p50: result.latency.p50,
      p99: result.latency.p99,
      failed: result.non2xx + result.errors + result.mismatches,
    }
  },
}
