import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './startProgram.js'

/** Seconds from the command to "ready", from a built checkout: `cold` makes a new data folder, `warm` finds one. */
export async function startTimes(rounds: number): Promise<{ cold: number[]; warm: number[] }> {
  const times = { cold: [] as number[], warm: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'yogeum-bench-'))
    for (const kind of ['cold', 'warm'] as const) {
      const program = await startProgram(dataDir)
      times[kind].push(program.startSeconds)
      await program.stop()
    }
    await rm(dataDir, { recursive: true, force: true })
  }
  return times
}
