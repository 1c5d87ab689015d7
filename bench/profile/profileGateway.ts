import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Contender } from '../gateways/contenders.js'
import { say } from '../tables.js'
import { type CpuProfile, hotFunctions } from './hotFunctions.js'

/** For the configuration of a process that is to be profiled: `NODE_OPTIONS=--import=…`. */
export const profilePreload = new URL('./profilePreload.js', import.meta.url).href

/** Takes a profile of a gateway while `work` lasts, and prints where its own time goes. */
export async function profileGateway(contender: Contender, file: string, work: () => Promise<unknown>): Promise<void> {
  const child = contender.child()
  const answer = async (order: object): Promise<void> => {
    const answered = once(child, 'message', { signal: AbortSignal.timeout(60_000) })
    child.send(order)
    await answered
  }
  await answer({ profile: 'start' })
  await work()
  await answer({ profile: 'stop', file: resolve(file) })
  const { functions, places } = hotFunctions(JSON.parse(await readFile(file, 'utf8')) as CpuProfile)
  say(`\n${contender.name}, 32 connections: ${file}, for Chrome's developer tools\n`)
  const print = (title: string, shares: Map<string, number>, most: number) => {
    say(`| % of its own time | ${title} |\n|---|---|`)
    for (const [name, share] of [...shares].slice(0, most)) say(`| ${(100 * share).toFixed(1)} | ${name} |`)
    say()
  }
  print('function', functions, 40)
  print('package or folder', places, 25)
}
