import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'

/** Loaded first in a process that was forked: takes a profile when its parent says so, and tells when it is written. */

export type ProfileOrder = { profile: 'start' } | { profile: 'stop'; file: string }

const everyUs = 200
const session = new Session()

process.on('message', (order: Partial<ProfileOrder>) => {
  if (order.profile === 'start') void start()
  if (order.profile === 'stop') void stop((order as { file: string }).file)
})

async function start(): Promise<void> {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: everyUs })
  await session.post('Profiler.start')
  process.send?.({ profile: 'started' })
}

async function stop(file: string): Promise<void> {
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  await writeFile(file, JSON.stringify(profile))
  process.send?.({ profile: 'written' })
}
