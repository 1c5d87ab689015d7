import { type DestinationStream, type Logger } from 'pino'
import { isoNow } from './isoNow.js'

/** Stands in a prepared line where it differs from one time to the next. */
export const changing = Symbol('changing')

/** The fields of a line that change. */
type Changing<Fields> = { [Name in keyof Fields]: typeof changing extends Fields[Name] ? Name : never }[keyof Fields]

/** Writes the line with these values in it. */
export type WriteLine<Name extends PropertyKey> = (values: Record<Name, string | number>) => void

/** How a logger's lines become text, and where they go. */
export interface Templates {
  target: DestinationStream
  asWritten(time: string, fields: Record<string, unknown>, message: string): string
}

const templates = new WeakMap<Logger, Templates>()

/** Has lines prepared for this logger. */
export function knowTemplates(log: Logger, of: Templates): void {
  templates.set(log, of)
}

/** What no text of a line holds. */
const markOf = (name: string) => `{changing ${name}}`

/**
 * A line of level `info` that is written over and over: what stays the same is put together, cleaned of secrets and masked
 * once, by the logger itself, for that costs several times what writing the few values does that change. Those are numbers
 * and ids that we make (hex digits, hyphens): nothing looks at them any more.
 *
 * @param log as `createLogger` gives it; with another one it is written as any other line
 */
export function prepareLine<const Fields extends Record<string, unknown>>(
  log: Logger,
  fields: Fields,
  message: string,
): WriteLine<Changing<Fields>> {
  if (!log.isLevelEnabled('info')) return () => undefined
  const template = templates.get(log)
  if (!template) return (values) => log.info({ ...fields, ...values } as object, message)
  const marked = Object.entries(fields).map(
    ([name, value]) => [name, value === changing ? markOf(name) : value] as const,
  )
  const text = template.asWritten(markOf('time'), Object.fromEntries(marked), message)
  const names = ['time', ...Object.keys(fields).filter((name) => fields[name] === changing)]
  const places = cut(text, names)
  const rest = text.slice(places.at(-1)?.to)
  return (values: Record<string, string | number>) => {
    let line = ''
    for (const { name, before } of places) {
      const value = name === 'time' ? isoNow() : values[name]
      line += typeof value === 'number' ? before + String(value) : `${before}"${value}"`
    }
    template.target.write(line + rest)
  }
}

/** Where the values stand, in order, each with the text between the one before and it. */
function cut(text: string, names: readonly string[]): { name: string; before: string; to: number }[] {
  const places = names
    .map((name) => ({ name, from: text.indexOf(`"${markOf(name)}"`) }))
    .sort((a, b) => a.from - b.from)
  let to = 0
  return places.map(({ name, from }) => {
    const before = text.slice(to, from)
    to = from + markOf(name).length + 2
    return { name, before, to }
  })
}
