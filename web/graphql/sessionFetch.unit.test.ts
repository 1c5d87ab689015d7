import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createSessionFetch } from './sessionFetch.js'

const unauthenticated = { errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] }
const fine = { data: { viewer: null } }

describe('asking in the name of a session', () => {
  const realFetch = globalThis.fetch
  let answers: unknown[]
  let calls: string[]

  beforeEach(() => {
    calls = []
    globalThis.fetch = () => {
      calls.push('fetch')
      return Promise.resolve(new Response(JSON.stringify(answers.shift())))
    }
  })
  afterEach(() => {
    globalThis.fetch = realFetch
  })

  const asking = (isThere: boolean) =>
    createSessionFetch({
      ensureFresh: () => Promise.resolve(void calls.push('ensureFresh')),
      refresh: () => Promise.resolve((calls.push('refresh'), isThere)),
    })

  it('looks first whether the session is about to expire', async () => {
    answers = [fine]
    expect(await (await asking(true)('/graphql')).json()).toEqual(fine)
    expect(calls).toEqual(['ensureFresh', 'fetch'])
  })

  it('renews it once when the gateway says that it is over, and asks again', async () => {
    answers = [unauthenticated, fine]
    expect(await (await asking(true)('/graphql')).json()).toEqual(fine)
    expect(calls).toEqual(['ensureFresh', 'fetch', 'refresh', 'fetch'])
  })

  it('gives up when there is no session any more', async () => {
    answers = [unauthenticated]
    expect(await (await asking(false)('/graphql')).json()).toEqual(unauthenticated)
    expect(calls).toEqual(['ensureFresh', 'fetch', 'refresh'])
  })

  it('does not go round in circles', async () => {
    answers = [unauthenticated, unauthenticated]
    expect(await (await asking(true)('/graphql')).json()).toEqual(unauthenticated)
    expect(calls).toEqual(['ensureFresh', 'fetch', 'refresh', 'fetch'])
  })
})
