import { type Gun } from '../load/shot.js'
import { hitsSince } from './cacheCounts.js'
import { answerOf } from './compareAnswers.js'
import { type Contender } from './contenders.js'
import { bodyOf, type OperationName } from './operations.js'
import { type Measured } from './report.js'

export interface MeasureOrder {
  operation: OperationName
  connections: number
  seconds: number
  tokens: readonly string[]
  gun: Gun
}

/** One load on one gateway, and what the operating system says that it has cost. */
export async function measure(
  contender: Contender,
  { operation, connections, seconds, tokens, gun }: MeasureOrder,
): Promise<Measured> {
  // What an earlier load may have left behind is answered first, and nobody's answer has grown old in the memory of a
  // cache while others were measured.
  if (contender.name !== 'bare') for (const token of tokens) await answerOf(contender, operation, token)
  const counted = await contender.cacheCounts()
  const before = await contender.usage()
  const shot = await gun.shoot({
    ...{ url: contender.url, path: contender.pathOf(operation), body: bodyOf(operation) },
    ...{ tokens, connections, seconds, readAnswers: contender.name !== 'bare' && contender.name !== 'ours-cached' },
  })
  const after = await contender.usage()
  const hits = hitsSince(counted, await contender.cacheCounts())
  return {
    ...{ contender: contender.name, operation, connections },
    cpuMs: (1_000 * (after.cpuSeconds - before.cpuSeconds)) / shot.requests,
    perSecond: shot.perSecond,
    ...{ p50: shot.p50, p99: shot.p99, residentMb: after.residentMb, failed: shot.failed, hits },
  }
}
