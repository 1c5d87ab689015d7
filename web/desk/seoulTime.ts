/** A day and time of Seoul as an address holds it and the date picker writes it: `2026-11-28T15:00`, `2026-11-28 15:00:00`. */
const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/

/** The instant that is meant, RFC 3339. Null for what is no time. */
export function instantOfSeoul(text: string | null): string | null {
  const [, day, time] = pattern.exec(text ?? '') ?? []
  if (day === undefined || time === undefined) return null
  const instant = new Date(`${day}T${time}:00+09:00`)
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString()
}

/** As the date picker wants it. Null for what is no time. */
export function pickerValue(text: string | null): string | null {
  const [, day, time] = pattern.exec(text ?? '') ?? []
  return instantOfSeoul(text) === null ? null : `${day} ${time}:00`
}

/** As an address holds it. Null for what is no time. */
export function addressValue(text: string | null): string | null {
  const [, day, time] = pattern.exec(text ?? '') ?? []
  return instantOfSeoul(text) === null ? null : `${day}T${time}`
}
