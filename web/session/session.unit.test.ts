import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createSession } from './session.js'
import { type OtherTabs, type TabNews } from './otherTabs.js'
import { type TokenLife } from './tokenLife.js'

const customer = { id: 'c1', maskedName: '김*늘', permissions: ['BILL_INQUIRY'], lines: [] }
const signedIn = { __typename: 'SignedIn', expiresAt: '2026-11-28T06:15:00Z', customer }

describe('a session in the page', () => {
  const realFetch = globalThis.fetch
  let asked: string[]
  let answers: Record<string, unknown>
  let nearlyOver: boolean
  let maybe: boolean
  let told: TabNews[]
  let news: (what: TabNews) => void
  let busyTab: Promise<void> | null

  beforeEach(() => {
    asked = []
    told = []
    nearlyOver = false
    maybe = true
    busyTab = null
    answers = {
      Viewer: { data: { viewer: customer } },
      RefreshSession: { data: { refreshSession: signedIn } },
      SignIn: { data: { signIn: signedIn } },
      SignOut: { data: { signOut: { signedOutSessions: 1 } } },
    }
    globalThis.fetch = (_url, init) => {
      const { operationName } = JSON.parse(init?.body as string) as { operationName: string }
      asked.push(operationName)
      const answer = answers[operationName]
      if (answer instanceof Error) return Promise.reject(answer)
      return Promise.resolve(new Response(JSON.stringify(answer), { status: 200 }))
    }
  })
  afterEach(() => {
    globalThis.fetch = realFetch
  })

  const life: TokenLife = {
    renewed: () => {
      nearlyOver = false
      maybe = true
    },
    over: () => {
      maybe = false
    },
    isNearlyOver: () => nearlyOver,
    mayHaveSession: () => maybe,
  }
  const tabs: OtherTabs = {
    tell: (what) => void told.push(what),
    onTold: (listener) => {
      news = listener
    },
    async oneAtATime(task) {
      const waited = busyTab !== null
      await busyTab
      return task(waited)
    },
  }
  const start = async () => {
    const session = createSession({ tabs, life })
    await session.start()
    return session
  }

  it('is found at the start', async () => {
    const session = await start()
    expect(session.state()).toEqual({ kind: 'signedIn', customer })
    expect(asked).toEqual(['Viewer'])
  })

  it('is renewed at the start when only the right to another token is left', async () => {
    answers['Viewer'] = { data: { viewer: null } }
    expect((await start()).state().kind).toBe('signedIn')
    answers['Viewer'] = { errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] }
    expect((await start()).state().kind).toBe('signedIn')
    expect(asked).toEqual(['Viewer', 'RefreshSession', 'Viewer', 'RefreshSession'])
  })

  it('is not asked for by whoever was never here', async () => {
    answers['Viewer'] = { data: { viewer: null } }
    maybe = false
    expect((await start()).state()).toEqual({ kind: 'signedOut', ended: false })
    expect(asked).toEqual(['Viewer'])
  })

  it('is unknown, and not over, while the gateway cannot be reached', async () => {
    const failure = new TypeError('Failed to fetch')
    answers['Viewer'] = failure
    expect((await start()).state()).toEqual({ kind: 'unknown', failure })
  })

  it('is renewed once, however many ask at the same time', async () => {
    const session = await start()
    nearlyOver = true
    await Promise.all([session.ensureFresh(), session.ensureFresh(), session.refresh()])
    expect(asked).toEqual(['Viewer', 'RefreshSession'])
    await session.ensureFresh()
    expect(asked).toHaveLength(2)
  })

  it('is not renewed again when another tab has just done it', async () => {
    const session = await start()
    nearlyOver = true
    let done = (): void => undefined
    busyTab = new Promise((resolve) => (done = resolve))
    const renewing = session.refresh()
    nearlyOver = false
    done()
    expect(await renewing).toBe(true)
    expect(asked).toEqual(['Viewer'])
  })

  it('is over when it is not renewed, and known to have been ended', async () => {
    const session = await start()
    answers['RefreshSession'] = { data: { refreshSession: { __typename: 'SessionEnded', message: '' } } }
    expect(await session.refresh()).toBe(false)
    expect(session.state()).toEqual({ kind: 'signedOut', ended: true })
    expect(maybe).toBe(false)
  })

  it('lives on when the gateway cannot be reached to renew it', async () => {
    const session = await start()
    answers['RefreshSession'] = new TypeError('Failed to fetch')
    await expect(session.refresh()).rejects.toThrow('Failed to fetch')
    expect(session.state().kind).toBe('signedIn')
  })

  it('begins and ends in all tabs', async () => {
    answers['Viewer'] = { data: { viewer: null } }
    maybe = false
    const session = await start()
    await session.signIn({ userId: 'a', password: 'b', keepSignedIn: false })
    expect([session.state().kind, told]).toEqual(['signedIn', ['signedIn']])
    await session.signOut({ everywhere: true })
    expect([session.state(), told]).toEqual([{ kind: 'signedOut', ended: false }, ['signedIn', 'signedOut']])
  })

  it('says that it goes on when signing out was not carried out, and that it is over when it was over already', async () => {
    const session = await start()
    const refused = (code: string) => ({ data: null, errors: [{ message: 'no', extensions: { code } }] })
    answers['SignOut'] = refused('SERVICE_UNAVAILABLE')
    await expect(session.signOut({ everywhere: false })).rejects.toThrow('no')
    expect(session.state().kind).toBe('signedIn')
    answers['SignOut'] = refused('UNAUTHENTICATED')
    await session.signOut({ everywhere: false })
    expect(session.state()).toEqual({ kind: 'signedOut', ended: false })
  })

  it('follows the other tabs', async () => {
    const session = await start()
    news('signedOut')
    expect(session.state()).toEqual({ kind: 'signedOut', ended: false })
    news('signedIn')
    await new Promise((resolve) => session.subscribe(() => resolve(undefined)))
    expect(session.state().kind).toBe('signedIn')
  })

  it('is not begun by a refusal, which is given back', async () => {
    const session = await start()
    answers['SignIn'] = { data: { signIn: { __typename: 'InvalidCredentials', message: '' } } }
    const refusal = await session.signIn({ userId: 'a', password: 'b', keepSignedIn: false })
    expect(refusal.__typename).toBe('InvalidCredentials')
    expect(told).toEqual([])
    answers['SignIn'] = { errors: [{ message: 'busy', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 7 } }] }
    await expect(session.signIn({ userId: 'a', password: 'b', keepSignedIn: false })).rejects.toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED' } }],
    })
  })
})
