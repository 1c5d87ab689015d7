import { MantineProvider } from '@mantine/core'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { cleanup, render, screen } from '@testing-library/react'
import { type ProductChangeStatus } from '../generated/operations.js'
import { startTestTexts } from '../testing/startTestTexts.js'
import { type ChangeStanding } from './changeStory.js'
import { Ending } from './Ending.js'

const change = (status: ProductChangeStatus, failure: ChangeStanding['failure'] = null): ChangeStanding => ({
  id: 'c',
  status,
  timing: 'IMMEDIATE',
  effectiveOn: '2026-11-28',
  requestedAt: '2026-11-28T00:00:00Z',
  finishedAt: null,
  kosOrderNumber: null,
  version: 3,
  failure,
  line: { id: 'l', maskedNumber: '010-1234-****' },
})
const latest = { version: 3, type: 'InDoubt', at: '2026-11-28T00:00:00Z', message: '처리 결과를 확인하고 있습니다.' }

function words(status: ProductChangeStatus): string {
  render(
    <MantineProvider env="test">
      <Ending change={change(status)} percent={45} latest={latest} />
    </MantineProvider>,
  )
  const text = screen.getByRole('group').textContent
  cleanup()
  return text
}

beforeAll(() => startTestTexts('app', 'productChange'))
afterEach(cleanup)

describe('UFR-PROD-040 where a change stands', () => {
  it('is told in words that no other state has', () => {
    const all: ProductChangeStatus[] = [
      'RESERVED',
      'REQUESTED',
      'IN_PROGRESS',
      'IN_DOUBT',
      'COMPLETED',
      'REJECTED',
      'CANCELLED',
      'COMPENSATED',
      'NEEDS_ATTENTION',
    ]
    expect(new Set(all.map(words)).size).toBe(all.length)
  })

  it('says how far along it is while it moves, and tells the step to those who cannot see it', () => {
    render(
      <MantineProvider env="test">
        <Ending change={change('IN_DOUBT')} percent={45} latest={latest} />
      </MantineProvider>,
    )
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('45')
    const told = screen.getByRole('status')
    expect(told.getAttribute('aria-live')).toBe('polite')
    expect(told.textContent).toBe(latest.message)
  })

  it('gives the reason of a refusal, and no bar', () => {
    render(
      <MantineProvider env="test">
        <Ending
          change={change('REJECTED', { code: 'KOS_2004', message: '판매가 종료된 요금제여서 변경할 수 없습니다.' })}
          percent={100}
          latest={latest}
        />
      </MantineProvider>,
    )
    expect(screen.getByText('판매가 종료된 요금제여서 변경할 수 없습니다.')).toBeTruthy()
    expect(screen.queryByRole('progressbar')).toBeNull()
    expect(screen.getByRole('status').textContent).toBe('요금제를 바꾸지 못했습니다')
  })
})
