import { describe, expect, it } from '@jest/globals'
import { billCsv } from './billCsv.js'
import { groupLines } from './billGroups.js'

const texts = {
  columns: ['청구월', '구분', '항목', '금액(원)'],
  groups: { SERVICE: '통신요금', EXTRA: '부가사용금액', DISCOUNT: '할인', DEVICE: '단말기' },
  total: '합계',
} as const

const csvOf = (name: string, amount = 990): string =>
  billCsv({ month: '2026-11', total: amount }, groupLines([{ type: 'ADD_ON', name, amount }]), texts)

/** The third cell of the first line of the bill, as it stands in the file. */
const nameIn = (csv: string): string | undefined => /^"2026-11","부가사용금액",([^]*?),-?\d+\r\n/m.exec(csv)?.[1]

describe('UFR-BILL-040 a bill as CSV', () => {
  it('UFR-BILL-040 begins with a byte order mark, ends each row as RFC 4180 wants it, and adds up', () => {
    const csv = billCsv(
      { month: '2026-11', total: 24_750 },
      groupLines([
        { type: 'RECURRING', name: '데이터맘껏 11GB+ 월정액', amount: 33_000 },
        { type: 'CONTRACT_DISCOUNT', name: '약정할인', amount: -8_250 },
      ]),
      texts,
    )
    expect(csv).toBe(
      [
        '\uFEFF"청구월","구분","항목","금액(원)"',
        '"2026-11","통신요금","데이터맘껏 11GB+ 월정액",33000',
        '"2026-11","할인","약정할인",-8250',
        '"2026-11","합계","",24750',
        '',
      ].join('\r\n'),
    )
    expect([...new TextEncoder().encode(csv).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  })
  it.each(['=1+1', '+82', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '＋1', '－1', '＠1'])(
    'UFR-BILL-040 %j is text to a spreadsheet, not a formula',
    (name) => expect(nameIn(csvOf(name))).toBe(`"'${name}"`),
  )
  it('UFR-BILL-040 quotes, commas and line ends stay within their cell', () => {
    expect(csvOf('a"b,c\nd')).toContain(',"a""b,c\nd",990\r\n')
  })
  it('UFR-BILL-040 a plain name and a negative amount stay as they are', () => {
    expect(nameIn(csvOf('24개월 약정할인 1=1', -8_250))).toBe('"24개월 약정할인 1=1"')
    expect(csvOf('x', -8_250)).toContain(',-8250\r\n')
  })
})
