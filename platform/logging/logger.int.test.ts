import { describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const built = (file: string) => JSON.stringify(pathToFileURL(join(process.cwd(), 'dist', file)).href)

const before = `
  const { createLogger } = await import(${built('platform/logging/logger.js')})
  const { stopOnSignals } = await import(${built('launcher/stopOnSignals.js')})
  const log = createLogger({ role: 'test' })
`

/** Runs a program that logs until it has written `enough` or ends; gives the messages it left, and its exit code. */
async function run(program: string, enough?: string): Promise<{ messages: string[]; code: unknown }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', before + program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // One that hangs is not to outlive the test.
    timeout: 20_000,
    killSignal: 'SIGKILL',
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (enough !== undefined && text.includes(enough)) child.kill('SIGKILL')
  })
  const [code] = (await once(child, 'close')) as [number | null]
  const lines = text.split('\n').filter((line) => line !== '')
  return { messages: lines.map((line) => (JSON.parse(line) as { msg: string }).msg), code }
}

const many = `for (let n = 0; n < 500; n += 1) log.info('line ' + n)\n`
const byNumber = (a: string, b: string) => Number(a.slice(5)) - Number(b.slice(5))
const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`)

describe('lines that wait to be written together', () => {
  it.each([
    ['ends by itself', '', 0],
    ['is told to stop', `stopOnSignals(() => Promise.resolve()); process.kill(process.pid, 'SIGTERM')`, 0],
    ['exits at once', 'process.exit(3)', 3],
    ['throws what nobody catches', `throw new Error('boom')`, 1],
    ['rejects what nobody catches', `void Promise.reject(new Error('boom')); await new Promise(() => {})`, 1],
  ])('are all there, once, when the process %s', async (_how, end, code) => {
    const { messages, code: ended } = await run(many + end)
    // What is written at the very end may overtake what was being written; each line has its time.
    expect(messages.sort(byNumber)).toEqual(lines)
    expect(ended).toBe(code)
  })

  it('are written ahead of a warning, which a process leaves that hangs right after it', async () => {
    const { messages } = await run(`log.info('before'); log.warn('why'); for (;;);`, '"why"')
    expect(messages).toEqual(['before', 'why'])
  })

  it.each([
    ['is gone', (child: ChildProcess) => void child.stdout?.destroy()],
    ['does not read', (child: ChildProcess) => void child.stdout?.pause()],
  ])('hold no process up at its end when their reader %s', async (_how, leave) => {
    const program = `log.warn('go'); process.stdin.once('data', () => { ${many.repeat(4)} process.exit(0) })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', before + program], {
      ...{ stdio: ['pipe', 'pipe', 'ignore'], timeout: 20_000, killSignal: 'SIGKILL' },
    })
    await once(child.stdout, 'data')
    leave(child)
    child.stdin?.write('go on')
    expect(await once(child, 'exit')).toEqual([0, null])
    child.stdout?.destroy()
  })

  it('do not wait for company that never comes', async () => {
    const { messages } = await run(`log.info('alone'); setInterval(() => {}, 1_000)`, '"alone"')
    expect(messages).toEqual(['alone'])
  })
})
