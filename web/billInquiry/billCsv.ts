import { type GroupedLines } from './billGroups.js'

/** What a spreadsheet would take for the beginning of a formula, also in the wide form of East Asian keyboards. */
const formulaStart = /^\s*[=+\-@＝＋－＠\t\r\n]/

/** Tells spreadsheets that the file is UTF-8; without it they show Korean as something else. */
const byteOrderMark = '\uFEFF'

export interface CsvTexts {
  /** month, group, item, amount */
  columns: readonly [string, string, string, string]
  groups: Record<GroupedLines['group'], string>
  total: string
}

/** A bill as a file for spreadsheets (RFC 4180): a row for each line, then the total. Amounts are plain whole won. */
export function billCsv(
  { month, total }: { month: string; total: number },
  groups: readonly GroupedLines[],
  texts: CsvTexts,
): string {
  const rows = groups.flatMap(({ group, lines }) =>
    lines.map(({ name, amount }) => [text(month), text(texts.groups[group]), text(name), String(amount)]),
  )
  const all = [texts.columns.map(text), ...rows, [text(month), text(texts.total), text(''), String(total)]]
  return byteOrderMark + all.map((row) => `${row.join(',')}\r\n`).join('')
}

/** A cell of text, which stays text: what came from elsewhere must not be carried out as a formula. */
function text(value: string): string {
  const harmless = formulaStart.test(value) ? `'${value}` : value
  return `"${harmless.replaceAll('"', '""')}"`
}
