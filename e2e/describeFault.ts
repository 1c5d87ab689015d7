import { describe, expect, it } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultNamed } from '../faults/rows/all.js'
import { startStage } from '../faults/stage.js'
import { describeWithProgram } from '../testing/describeWithProgram.js'

const short = { healthyMs: 1_500, brokenMs: 3_000 }

/**
 * A row of `npm run faults` in a short version, on one copy of each role unless the row is about several. What is asserted
 * is what must be true; how fast it is depends on the machine.
 */
export function describeFault(name: string, { copies = 1 }: { copies?: number } = {}): void {
  const fault = faultNamed(name)
  const options = { copies, ...fault.stage?.() }
  const suite = () => {
    it('keeps its promises', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'yogeum-e2e-'))
      const stage = await startStage({ ...options, folder })
      try {
        const seen = await fault.run(stage, short)
        expect(seen.filter(({ kind, held }) => kind === 'truth' && !held)).toEqual([])
      } finally {
        await stage.stop()
        await rm(folder, { recursive: true, force: true })
      }
    }, 240_000)
  }
  if (options.redis) describeWithProgram('redis-server', fault.what, suite)
  else describe(fault.what, suite)
}
