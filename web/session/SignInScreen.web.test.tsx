import { MantineProvider } from '@mantine/core'
import { describe, expect, it } from '@jest/globals'
import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { MemoryRouter, Route, Routes } from 'react-router'
import { type Client } from 'urql'
import { type SignInMutation, type SignInMutationVariables } from '../generated/operations.js'
import { startTestTexts } from '../testing/startTestTexts.js'
import { type Session } from './session.js'
import { SessionProvider } from './SessionProvider.js'
import { type SessionState } from './sessionState.js'
import { SignInScreen } from './SignInScreen.js'

type Outcome = SignInMutation['signIn']

/** The sign-in page before a session that answers as it is told. */
async function open(answer: Outcome | Error) {
  await startTestTexts('app', 'session')
  const sent: SignInMutationVariables[] = []
  let state: SessionState = { kind: 'signedOut', ended: false }
  const listeners = new Set<() => void>()
  const session = {
    state: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    signIn: (input: SignInMutationVariables) => {
      sent.push(input)
      if (answer instanceof Error) return Promise.reject(answer)
      if (answer.__typename === 'SignedIn') {
        state = { kind: 'signedIn', customer: answer.customer }
        listeners.forEach((listener) => listener())
      }
      return Promise.resolve(answer)
    },
  } as unknown as Session
  const live = { state: () => 'off', subscribe: () => () => undefined, start: () => undefined, stop: () => undefined }
  const services = { session, live: live as never, createClient: () => ({}) as Client }
  render(
    <MantineProvider env="test">
      <MemoryRouter initialEntries={['/sign-in?to=%2Fbill%2F1']}>
        <SessionProvider services={services}>
          <Routes>
            <Route path="/sign-in" element={<SignInScreen />} />
            <Route path="/bill/1" element={<p>the bill</p>} />
          </Routes>
        </SessionProvider>
      </MemoryRouter>
    </MantineProvider>,
  )
  const user = userEvent.setup()
  return {
    sent,
    send: async (userId: string, password: string): Promise<void> => {
      if (userId !== '') await user.type(screen.getByLabelText('아이디'), userId)
      if (password !== '') await user.type(screen.getByLabelText('비밀번호', { selector: 'input' }), password)
      await user.click(screen.getByRole('button', { name: '로그인' }))
    },
    user,
  }
}

describe('the sign-in page', () => {
  it('UFR-AUTH-010 sends what was typed, and goes to where one wanted', async () => {
    const customer = { id: '1', maskedName: '김*늘', permissions: [], lines: [] }
    const { sent, send, user } = await open({ __typename: 'SignedIn', expiresAt: '2026-11-28T06:15:00Z', customer })
    await user.click(screen.getByLabelText('로그인 상태 유지'))
    await send('demo01', 'secret')
    expect(await screen.findByText('the bill')).not.toBeNull()
    expect(sent).toEqual([{ userId: 'demo01', password: 'secret', keepSignedIn: true }])
  })

  it('UFR-AUTH-010 tells of a wrong password, keeps the ID and forgets the password', async () => {
    const { send } = await open({ __typename: 'InvalidCredentials', message: 'not shown' })
    await send('demo01', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toBe('ID 또는 비밀번호를 확인해주세요.')
    expect(screen.getByLabelText<HTMLInputElement>('아이디').value).toBe('demo01')
    expect(screen.getByLabelText<HTMLInputElement>('비밀번호', { selector: 'input' }).value).toBe('')
  })

  it('UFR-AUTH-010 says when a locked account opens, as it is in Seoul', async () => {
    const lockedUntil = '2026-11-27T15:30:00Z'
    const { send } = await open({ __typename: 'AccountLocked', message: 'not shown', lockedUntil })
    await send('demo01', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toContain('2026. 11. 28. 오전 12:30')
  })

  it('asks for what is missing, and sends nothing', async () => {
    const { sent, send } = await open(new Error('not asked'))
    await send('', '')
    expect(screen.getByText('아이디를 입력해 주세요.')).not.toBeNull()
    expect(screen.getByText('비밀번호를 입력해 주세요.')).not.toBeNull()
    expect(sent).toEqual([])
  })

  it('says what helps when the gateway cannot be reached', async () => {
    const { send } = await open(new TypeError('Failed to fetch'))
    await send('demo01', 'secret')
    expect((await screen.findByRole('alert')).textContent).toContain('인터넷에 연결할 수 없습니다')
  })
})
