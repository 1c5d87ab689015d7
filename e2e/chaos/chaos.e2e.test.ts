import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const withinMs = 8 * 60_000

describe('UFR-PROD-040 forty changes in the middle of chaos', () => {
  it(
    'keep every promise',
    async () => {
      const child = spawn(process.execPath, ['dist/chaos/run.js', '--changes', '40', '--seed', '7'], {
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      for (const output of [child.stdout, child.stderr])
        output.on('data', (chunk: Buffer) => (said += chunk.toString()))
      // Its own processes end with it: they are asked to stop.
      const tooLong = setTimeout(() => child.kill('SIGTERM'), withinMs - 30_000)
      const [code] = (await once(child, 'close')) as [number | null]
      clearTimeout(tooLong)
      if (code !== 0) process.stdout.write(said)
      expect(code).toBe(0)
    },
    withinMs,
  )
})
