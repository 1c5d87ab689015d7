import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const built = pathToFileURL(join(process.cwd(), 'dist/launcher/stopOnSignals.js')).href
/** Says what it does when it is told to stop. */
const program = `
  const { stopOnSignals } = await import(${JSON.stringify(built)})
  const say = (line) => Promise.resolve(console.log(line))
  stopOnSignals(() => say('stop'), () => say('drain'))
  setInterval(() => {}, 1_000)
  console.log('running')
`

async function stoppedBy(signal: NodeJS.Signals): Promise<{ said: string; code: unknown }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said === 'running\n') child.kill(signal)
  })
  const [code] = (await once(child, 'close')) as [number]
  return { said, code }
}

describe('a process that is told to stop', () => {
  it('drains first on a SIGTERM, by which a supervisor replaces it', async () => {
    expect(await stoppedBy('SIGTERM')).toEqual({ said: 'running\ndrain\nstop\n', code: 0 })
  })

  it('does not on a Ctrl-C', async () => {
    expect(await stoppedBy('SIGINT')).toEqual({ said: 'running\nstop\n', code: 0 })
  })
})
