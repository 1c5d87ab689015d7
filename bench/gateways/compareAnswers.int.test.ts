import { afterEach, describe, expect, test } from '@jest/globals'
import { type AnsweringServer, startAnsweringServer } from '../testing/answeringServer.js'
import { compareAnswers } from './compareAnswers.js'
import { type Contender, type ContenderName } from './contenders.js'

const servers: AnsweringServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

async function gateway(name: ContenderName, answer: (token: string) => unknown): Promise<Contender> {
  const server = await startAnsweringServer((token) => ({ text: JSON.stringify(answer(token)) }))
  servers.push(server)
  const absent = () => Promise.reject(new Error('there is no process'))
  return {
    ...{ name, url: server.url, pathOf: () => '/graphql', child: () => process as never },
    ...{ usage: absent, cacheCounts: absent, stop: absent },
  }
}

const tokens = ['a', 'b', 'c']
const own = (token: string) => ({ data: { viewer: { maskedName: token, permissions: [] } } })

describe('answers of gateways that are compared', () => {
  test('the same in another order of keys is the same', async () => {
    const other = (token: string) => ({ data: { viewer: { permissions: [], maskedName: token } } })
    const answers = await compareAnswers([await gateway('ours', own), await gateway('stock', other)], tokens)
    expect(answers.Home).toEqual(tokens.map((token) => JSON.stringify(own(token))))
  })

  test("a gateway that gives one customer another one's answer is named", async () => {
    const mixedUp = (token: string) => own(token === 'c' ? 'b' : token)
    const both = [await gateway('ours', own), await gateway('hive', mixedUp)]
    await expect(compareAnswers(both, tokens)).rejects.toThrow('hive answers')
  })

  test.each([
    ['an error beside its data', { ...own('a'), errors: [{ message: 'no' }] }],
    ['no data', { data: null }],
    ['an outage of KOS', { data: { bill: { __typename: 'TemporarilyUnavailable' } } }],
  ])('%s from all of them is no answer that could be measured', async (_, answer) => {
    const both = [await gateway('ours', () => answer), await gateway('stock', () => answer)]
    await expect(compareAnswers(both, tokens)).rejects.toThrow('ours does not answer')
  })
})
