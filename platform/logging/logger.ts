import { destination as openDestination, type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { maskNumbersIn } from '../privacy/mask.js'
import { currentTrace } from '../telemetry/currentTrace.js'

export type { Logger }

/** Keys that must never be written, wherever they stand in a logged object. */
const secret = [
  'password',
  'accessToken',
  'refreshToken',
  'token',
  'authorization',
  'cookie',
  'set-cookie',
  'variables',
  'lineNumber',
  'customerName',
  'customerId',
]

/**
 * One JSON line an event, to standard output unless a destination is given. Secrets and personal data are removed by
 * key, and every mobile number in what is left is masked, whatever key or message it hides in.
 */
export function createLogger(options: { role: string; level?: string; destination?: DestinationStream }): Logger {
  const target = options.destination ?? openDestination({ dest: 1, sync: false })
  const masking: DestinationStream = { write: (line) => target.write(maskNumbersIn(line)) }
  return pino(
    {
      level: options.level ?? 'info',
      base: { role: options.role },
      mixin: () => ({ traceId: currentTrace()?.traceId }),
      timestamp: stdTimeFunctions.isoTime,
      redact: {
        paths: secret.flatMap((key) => [quoted(key), `*${under(key)}`, `*.*${under(key)}`]),
        censor: '[removed]',
      },
    },
    masking,
  )
}

const quoted = (key: string) => (key.includes('-') ? `["${key}"]` : key)
const under = (key: string) => (key.includes('-') ? `["${key}"]` : `.${key}`)
