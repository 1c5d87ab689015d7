import { MantineProvider } from '@mantine/core'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { render, screen, within } from '@testing-library/react'
import { type ReactNode } from 'react'
import { startTestTexts } from '../testing/startTestTexts.js'
import { BillDifference } from './BillDifference.js'
import { BillPayment } from './BillPayment.js'
import { BillTerms } from './BillTerms.js'
import { BillUsage } from './BillUsage.js'

beforeAll(() => startTestTexts('app', 'billInquiry'))

const show = (part: ReactNode): string => {
  const { container } = render(<MantineProvider env="test">{part}</MantineProvider>)
  return container.querySelector('section')?.textContent ?? ''
}
const valueOf = (name: string): string | null =>
  within(screen.getByRole('row', { name: new RegExp(`^${name}`) })).getByRole('cell').textContent

describe('UFR-BILL-030 what KOS does not send', () => {
  it('UFR-BILL-030 of a payment is said to be unknown, and nothing is said of when it was paid', () => {
    const text = show(<BillPayment bill={{ state: 'CONFIRMED', payment: null, dueDate: null, unpaid: null }} />)
    for (const name of ['납부 상태', '납부 기한', '납부 방법', '이전 미납 요금'])
      expect([name, valueOf(name)]).toEqual([name, '통신사가 알려 주지 않았습니다'])
    expect(valueOf('청구 상태')).toBe('확정')
    expect(text).not.toMatch(/납부 일시|\d/)
  })
  it('UFR-BILL-030 of contract and device is no zero', () => {
    const text = show(<BillTerms bill={{ contract: null, terminationFee: null, deviceInstalment: null }} />)
    expect(valueOf('지금 해지할 때의 위약금')).toBe('통신사가 알려 주지 않았습니다')
    expect(text).not.toMatch(/\d/)
  })
  it('UFR-BILL-030 and a zero that it does send are two things', () => {
    show(<BillTerms bill={{ contract: null, terminationFee: 0, deviceInstalment: null }} />)
    expect(valueOf('지금 해지할 때의 위약금')).toBe('0원')
  })
  it('UFR-BILL-030 of usage is left out, and said to be', () => {
    expect(show(<BillUsage usage={[]} />)).toMatch(/확인할 수 없습니다/)
    const text = show(<BillUsage usage={[{ bucket: 'DATA', used: 1_024, allowance: 2_048, unit: 'MB' }]} />)
    expect(text).toContain('통신사가 알려 준 사용량만')
    expect(text).not.toMatch(/음성|문자/)
  })
})

describe('UFR-BILL-030 usage against the allowance', () => {
  it.each([
    [{ used: 1_024, allowance: 2_048 }, '2GB 중 1GB 사용', '1GB 남음'],
    [{ used: 2_048, allowance: 2_048 }, '2GB 중 2GB 사용', '제공량을 모두 썼습니다'],
    [{ used: 3_072, allowance: 2_048 }, '2GB 중 3GB 사용', '제공량을 1GB 넘겼습니다'],
    [{ used: 3_072, allowance: null }, '3GB 사용 · 무제한', ''],
  ])('UFR-BILL-030 %j', (usage, ...texts) => {
    const text = show(<BillUsage usage={[{ bucket: 'DATA', unit: 'MB', ...usage }]} />)
    for (const expected of texts) expect(text).toContain(expected)
    expect(document.querySelectorAll('[class*=Progress-root]')).toHaveLength(usage.allowance === null ? 0 : 1)
  })
})

describe('UFR-BILL-040 why a bill differs', () => {
  const props = { month: '2026-01', onRetry: () => undefined, isAsking: false }
  const comparison = {
    previousTotal: 9_900,
    difference: -1_000,
    causes: [
      { kind: 'USAGE', amount: 500, message: '초과 사용 요금이 500원 늘었습니다.' },
      { kind: 'DISCOUNT_CHANGED', amount: -1_500, message: '할인이 늘어 요금이 1,500원 줄었습니다.' },
    ],
    freshness: { asOf: '2026-01-28T00:00:00Z', stale: false },
  } as const

  it('UFR-BILL-040 is said cause by cause, with its sign, and of which month', () => {
    const text = show(
      <BillDifference {...props} comparison={{ ...comparison, causes: [...comparison.causes] }} error={null} />,
    )
    expect(text).toContain('지난달(12월) 9,900원보다 1,000원 줄었습니다.')
    expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['+500원', '-1,500원', '-1,000원'])
  })
  it('UFR-BILL-040 tells a month without a bill from one that cannot be asked for', () => {
    expect(show(<BillDifference {...props} comparison={null} error={null} />)).toContain('비교할 수 없습니다.')
    expect(screen.queryByRole('button')).toBeNull()
    const error = { extensions: { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 } }
    show(<BillDifference {...props} comparison={null} error={error} />)
    expect(screen.getByRole('button', { name: '다시 시도' })).toBeTruthy()
  })
})
