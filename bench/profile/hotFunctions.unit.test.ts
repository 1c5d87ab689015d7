import { describe, expect, test } from '@jest/globals'
import { hotFunctions } from './hotFunctions.js'

const node = (id: number, functionName: string, url = '', lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
})

const profile = {
  nodes: [
    node(1, '(root)'),
    node(2, '(idle)'),
    node(3, 'parse', 'file:///somewhere/node_modules/@some/graphql/dist/parser.js', 9),
    node(4, 'answer', 'file:///somewhere/dist/gateway/request/answer.js', 19),
    node(5, 'parse', 'file:///somewhere/node_modules/@some/graphql/dist/parser.js', 9),
    node(6, '(garbage collector)'),
    node(7, '', 'node:internal/streams', 4),
    node(8, 'dispatch'),
  ],
  samples: [8, 2, 3, 4, 5, 6, 7],
  timeDeltas: [900, 5_000, 100, 200, 300, 300, 100],
}

describe('where the time of a profile goes', () => {
  test('shares are of the time that was neither idle nor own time of the profiler, whoever called the function', () => {
    expect([...hotFunctions(profile).functions]).toEqual([
      ['parse @some/graphql/dist/parser.js:10', 0.4],
      ['(garbage collector)', 0.3],
      ['answer gateway/request/answer.js:20', 0.2],
      ['(anonymous) node:internal/streams:5', 0.1],
    ])
  })

  test('packages, parts of Node and folders of ours are summed up', () => {
    expect([...hotFunctions(profile).places]).toEqual([
      ['@some/graphql', 0.4],
      ['(garbage collector)', 0.3],
      ['gateway/request', 0.2],
      ['node:internal/streams', 0.1],
    ])
  })
})
