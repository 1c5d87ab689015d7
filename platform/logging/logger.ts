import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino'
import { maskNumbersIn } from '../privacy/mask.js'
import { currentTrace } from '../telemetry/currentTrace.js'
import { type BufferedOutput, bufferOutput } from './bufferedOutput.js'
import { isoNow } from './isoNow.js'
import { knowTemplates } from './preparedLine.js'
import { censored, secretKeys, withoutSecrets } from './withoutSecrets.js'

export type { Logger }

/** Lines below `warn` may wait for so many characters of others, and so long, ms, before they are written together. */
const buffered = { characters: 65_536, ms: 100 }

/** One for all loggers of a process, so that their lines keep their order. */
let standardOutput: BufferedOutput | undefined

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
 * or frozen in that time leaves some out, and one whose lines nobody reads any more.
 */
export function createLogger(options: { role: string; level?: string; destination?: DestinationStream }): Logger {
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: { role: options.role },
    mixin: () => ({ traceId: currentTrace()?.traceId }),
    timestamp: () => `,"time":"${isoNow()}"`,
    // Looking deeper is left to the walk below: a path with a wildcard costs microseconds on each line. This one
    // sees what a child logger is bound to.
    redact: { paths: secretKeys.map(quoted), censor: censored },
    formatters: { log: cleanLine },
    serializers: { err: (error: Error) => withoutSecrets(stdSerializers.err(error)) },
  }
  const target = options.destination ?? (standardOutput ??= bufferOutput({ fd: 1, ...buffered }))
  const log = pino(settings, masking(target))
  knowTemplates(log, {
    target,
    asWritten(time, fields, message) {
      let text = ''
      const once = pino(
        { ...settings, timestamp: () => `,"time":"${time}"` },
        masking({ write: (line) => (text = line) }),
      )
      once.info(fields, message)
      return text
    },
  })
  return log
}

/** An error keeps its kind until it is serialized, which cleans it. */
function cleanLine({ err, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const clean = withoutSecrets(rest)
  return err === undefined ? clean : { ...clean, err: err instanceof Error ? err : withoutSecrets(err) }
}

function masking(target: DestinationStream & Partial<Pick<BufferedOutput, 'flush'>>): DestinationStream {
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
