import { explainStartFailure } from './explainStartFailure.js'
import { type StartedParts, stopInOrder } from './stopInOrder.js'
import { stopOnSignals } from './stopOnSignals.js'
import { stopWithParent } from './stopWithParent.js'

export const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/**
 * Runs a launcher until it is told to stop, and leaves nothing behind, however it ends.
 *
 * @param start puts into `started` how each part is stopped, as soon as it runs
 */
export async function runLauncher(start: (started: StartedParts) => Promise<void>): Promise<void> {
  const started: StartedParts = new Map()
  const starting = start(started)
  let interrupted = false
  // From the first moment: a Ctrl-C while starting must leave nothing behind either.
  stopOnSignals(async () => {
    interrupted = true
    say('stopping …')
    await stopInOrder(started)
    await starting.catch(() => undefined) // what came up in the meantime
    await stopInOrder(started)
  })
  stopWithParent()
  // Whoever read our output may be gone (`npm start | head`); what runs must be stopped in order all the same.
  process.stdout.on('error', () => undefined)
  try {
    await starting
  } catch (error) {
    if (interrupted) return
    process.stderr.write(`${explainStartFailure(error, process.env)}\n`)
    await stopInOrder(started)
    process.exit(1)
  }
}
