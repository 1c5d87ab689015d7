import { MantineProvider } from '@mantine/core'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { cleanup, render, screen } from '@testing-library/react'
import { startTestTexts } from '../testing/startTestTexts.js'
import { CurrentPlan } from './CurrentPlan.js'
import { type LineStanding } from './useLineStanding.js'

const plan: LineStanding['product'] = {
  __typename: 'Product',
  code: 'LTE-PLUS-007',
  name: '데이터든든 7GB+',
  network: 'LTE',
  monthlyFee: 19_800,
  dataGb: 7,
  voiceMinutes: null,
  smsCount: null,
  unlimited: [],
  throttleKbps: 1_000,
  overage: 'THROTTLED',
  contractTerms: null,
  eligibility: null,
  description: null,
  freshness: { asOf: '2026-11-28T00:00:00Z', stale: false },
}

function open(product: LineStanding['product'], failed = false): string {
  const { container } = render(
    <MantineProvider env="test">
      <CurrentPlan product={product} failed={failed} isAsking={false} onRefresh={() => undefined} />
    </MantineProvider>,
  )
  return container.textContent
}

beforeAll(() => startTestTexts('app', 'productChange'))
afterEach(cleanup)

describe('UFR-PROD-010 the plan that a line is on', () => {
  it('is shown with its fee; what KOS does not send is not made up', () => {
    const text = open(plan)
    expect(text).toContain('월 19,800원')
    expect(text).toContain('통화 확인되지 않음')
    expect(text).not.toContain('기준으로')
  })

  it('stays, and says since when, when it could not be asked for again', () => {
    const text = open(plan, true)
    expect(text).toContain('월 19,800원')
    expect(text).toContain('2026. 11. 28. 오전 9:00 기준으로')
  })

  it('is neither zero nor blank while KOS is away', () => {
    const text = open({ __typename: 'TemporarilyUnavailable', message: '잠시 후 다시', retryAfterSeconds: 5 })
    expect(text).toContain('현재 요금제를 확인할 수 없습니다')
    expect(text).not.toMatch(/\d원/)
    expect(screen.getByRole('button', { name: '다시 시도' })).toBeTruthy()
  })

  it('is not there for a line that is not in use, and asking again would not help', () => {
    const text = open({ __typename: 'LineNotActive', message: '정지된 회선입니다.' })
    expect(text).toContain('정지된 회선입니다.')
    expect(screen.queryByRole('button')).toBeNull()
  })
})
