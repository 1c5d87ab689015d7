import { MantineProvider } from '@mantine/core'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { Provider } from 'urql'
import { startTestTexts } from '../testing/startTestTexts.js'
import { RevealDialog } from './RevealDialog.js'

const number = '010-1234-5678'
const line = { id: 'ln_1_a', maskedNumber: '010-1234-****', owner: { id: '1', maskedName: '홍*동' } }
const hide = (hidden: boolean): void =>
  void Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })

/** The dialog before a gateway that answers when it is told to. */
async function open() {
  await startTestTexts('app', 'desk')
  const sent: unknown[] = []
  let answer: () => void = () => undefined
  const mutation = (_: unknown, variables: unknown) => {
    sent.push(variables)
    const shown = { name: '홍길동', number, accessNumber: 7, userErrors: [] }
    const result = new Promise((resolve) => {
      answer = () => resolve({ data: { revealPersonalData: shown } })
    })
    return { toPromise: () => result }
  }
  const rendered = render(
    <MantineProvider env="test">
      <Provider value={{ mutation }}>
        <RevealDialog line={line} onClose={() => undefined} />
      </Provider>
    </MantineProvider>,
  )
  const ask = (reason: string): void => {
    fireEvent.change(screen.getByLabelText(/사유/), { target: { value: reason } })
    fireEvent.click(screen.getByRole('button', { name: '기록하고 보기' }))
  }
  return { sent, ask, answer: () => act(() => Promise.resolve(answer())), ...rendered }
}

const isShown = (): boolean => document.body.textContent.includes(number)

beforeEach(() => void jest.useFakeTimers())
afterEach(() => {
  hide(false)
  jest.useRealTimers()
})

describe('personal data on demand', () => {
  it('are not asked for without a reason', async () => {
    const { sent, ask } = await open()
    ask('  네  ')
    expect(sent).toEqual([])
    ask('  고객 요청으로 회신  ')
    expect(sent).toEqual([{ input: { lineId: line.id, reason: '고객 요청으로 회신' } }])
  })
  it('are hidden again after a minute', async () => {
    const { ask, answer } = await open()
    ask('고객 요청으로 회신')
    await answer()
    expect(isShown()).toBe(true)
    for (let second = 1; second < 60; second += 1) act(() => void jest.advanceTimersByTime(1_000))
    expect(isShown()).toBe(true)
    act(() => void jest.advanceTimersByTime(1_000))
    expect(isShown()).toBe(false)
  })
  it.each(['visibilitychange', 'pagehide'])('are hidden again at once when one turns away: %s', async (event) => {
    const { ask, answer } = await open()
    ask('고객 요청으로 회신')
    await answer()
    hide(true)
    act(() => void (event === 'pagehide' ? window : document).dispatchEvent(new Event(event)))
    expect(isShown()).toBe(false)
  })
  it('are not shown when they come after one has turned away', async () => {
    const { ask, answer } = await open()
    ask('고객 요청으로 회신')
    hide(true)
    await answer()
    expect(isShown()).toBe(false)
  })
})
