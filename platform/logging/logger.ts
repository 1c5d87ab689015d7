import {
  destination as openDestination,
  type DestinationStream,
  type Logger,
  pino,
  stdSerializers,
  stdTimeFunctions,
} from 'pino'
import { maskNumbersIn } from '../privacy/mask.js'
import { currentTrace } from '../telemetry/currentTrace.js'
import { censored, secretKeys, withoutSecrets } from './withoutSecrets.js'

export type { Logger }

/** Lines below `warn` may wait for so many bytes of others, and so long, ms, before they are written together. */
const buffered = { bytes: 8_192, ms: 100 }

/** pino's number of the least level that is written at once. */
const warn = 40

/** pino tells the level of a line to a destination that has this. */
const needsMetadata = Symbol.for('pino.metadata')

/**
 * One JSON line an event, to standard output unless a destination is given. Secrets and personal data are removed by
 * key, and every mobile number in what is left is masked, whatever key or message it hides in.
 *
 * Warnings and errors are written at once; the lines before them go first. Other lines wait for company, 100 ms at
 * most, and are written when the process ends, in order or by an error that nobody caught: only one that is killed
 * or frozen in that time leaves some out.
 */
export function createLogger(options: { role: string; level?: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { role: options.role },
      mixin: () => ({ traceId: currentTrace()?.traceId }),
      timestamp: stdTimeFunctions.isoTime,
      // Looking deeper is left to the walk below: a path with a wildcard costs microseconds on each line. This one
      // sees what a child logger is bound to.
      redact: { paths: secretKeys.map(quoted), censor: censored },
      formatters: { log: cleanLine },
      serializers: { err: (error: Error) => withoutSecrets(stdSerializers.err(error)) },
    },
    masking(options.destination ?? openStandardOutput()),
  )
}

/** An error keeps its kind until it is serialized, which cleans it. */
function cleanLine({ err, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const clean = withoutSecrets(rest)
  return err === undefined ? clean : { ...clean, err: err instanceof Error ? err : withoutSecrets(err) }
}

interface Destination extends DestinationStream {
  /** Writes what waits. */
  flush?(): void
}

function openStandardOutput(): Destination {
  return openDestination({ dest: 1, sync: false, minLength: buffered.bytes, periodicFlush: buffered.ms })
}

function masking(target: Destination): DestinationStream {
  const stream = {
    [needsMetadata]: true,
    lastLevel: 0,
    write(line: string) {
      target.write(maskNumbersIn(line))
      if (stream.lastLevel >= warn) target.flush?.()
    },
  }
  return stream
}

const quoted = (key: string) => (key.includes('-') ? `["${key}"]` : key)
