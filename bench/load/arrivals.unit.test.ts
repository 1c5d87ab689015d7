import { describe, expect, test } from '@jest/globals'
import { createArrivals } from './arrivals.js'

/** Connections of which each answers when it is told. */
function stage(connections: string[]) {
  let time = 0
  const sent: { connection: string; dueAt: number; waited: boolean; answer: () => void }[] = []
  const arrivals = createArrivals({
    ...{ everyMs: 10, connections, now: () => time },
    send: (connection, dueAt, waited) =>
      new Promise<void>((answer) => {
        sent.push({ connection, dueAt, waited, answer })
      }),
  })
  return {
    ...{ arrivals, sent },
    at: (ms: number) => {
      time = ms
      arrivals.tick()
    },
    answer: async (index: number) => {
      sent[index]?.answer()
      await new Promise(setImmediate)
    },
  }
}

describe('requests at a constant rate', () => {
  test('a late tick sends all that has become due, each for its own moment', () => {
    const { at, sent } = stage(['a', 'b', 'c', 'd'])
    at(25)
    expect(sent.map(({ dueAt }) => dueAt)).toEqual([0, 10, 20])
  })

  test('answers that do not come hold up nobody as long as a connection is free', () => {
    const { at, sent } = stage(['a', 'b', 'c'])
    at(0)
    at(10)
    at(20)
    expect(sent.map(({ connection }) => connection)).toEqual(['a', 'b', 'c'])
  })

  test('what finds no free connection goes over the next one that is, and is still due when it was', async () => {
    const { at, sent, answer } = stage(['a'])
    at(30)
    expect(sent).toHaveLength(1)
    await answer(0)
    expect(sent.map(({ dueAt, waited }) => [dueAt, waited])).toEqual([
      [0, false],
      [10, true],
    ])
  })

  test('at the end what has been sent is waited for, and what has not is counted', async () => {
    const { at, sent, answer, arrivals } = stage(['a'])
    at(30)
    let unsent = Number.NaN
    const stopped = arrivals.stop().then((count) => (unsent = count))
    await new Promise(setImmediate)
    expect(unsent).toBeNaN()
    await answer(0)
    await stopped
    expect([unsent, sent.length]).toEqual([3, 1])
  })

  test('the connection that was free for longest comes next, so that all are used', async () => {
    const { at, sent, answer } = stage(['a', 'b'])
    at(0)
    await answer(0)
    at(10)
    expect(sent.map(({ connection }) => connection)).toEqual(['a', 'b'])
  })
})
