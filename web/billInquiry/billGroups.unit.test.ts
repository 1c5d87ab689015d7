import { describe, expect, it } from '@jest/globals'
import { billGroups, groupLines, type Line } from './billGroups.js'

const lines: Line[] = [
  { type: 'DEVICE_INSTALMENT', name: '할부금', amount: 20_000 },
  { type: 'RECURRING', name: '월정액', amount: 33_000 },
  { type: 'CONTRACT_DISCOUNT', name: '약정할인', amount: -8_250 },
  { type: 'ADD_ON', name: '컬러링', amount: 990 },
  { type: 'DATA_OVERAGE', name: '데이터 초과', amount: 500 },
  { type: 'ROUNDING', name: '원단위 절사', amount: -2 },
]

describe('UFR-BILL-030 the groups of a bill', () => {
  it('UFR-BILL-030 stand in their order, each with its lines and its sum', () => {
    expect(groupLines(lines).map(({ group, lines: own, sum }) => [group, own.length, sum])).toEqual([
      ['SERVICE', 1, 33_000],
      ['EXTRA', 2, 1_490],
      ['DISCOUNT', 2, -8_252],
      ['DEVICE', 1, 20_000],
    ])
  })
  it('UFR-BILL-030 sum to what the lines sum to: none is lost, none counted twice', () => {
    const grouped = groupLines(lines)
    expect(grouped.reduce((sum, group) => sum + group.sum, 0)).toBe(lines.reduce((sum, { amount }) => sum + amount, 0))
    expect(grouped.flatMap((group) => group.lines)).toHaveLength(lines.length)
  })
  it('UFR-BILL-030 in which there is nothing are left out', () => {
    expect(groupLines([])).toEqual([])
    expect(groupLines([{ type: 'RECURRING', name: '월정액', amount: 0 }]).map(({ group }) => group)).toEqual([
      'SERVICE',
    ])
  })
  it('UFR-BILL-030 read alike where KOS sends only the three sums', () => {
    const sums: Line[] = [
      { type: 'RECURRING', name: '월정액', amount: 33_000 },
      { type: 'OTHER_CHARGES', name: '사용료', amount: 1_490 },
      { type: 'ALL_DISCOUNTS', name: '할인', amount: -8_250 },
    ]
    expect(groupLines(sums).map(({ group }) => group)).toEqual(billGroups.slice(0, 3))
  })
})
