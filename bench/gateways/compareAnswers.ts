import { isDeepStrictEqual } from 'node:util'
import { request } from 'undici'
import { type Contender } from './contenders.js'
import { bodyOf, type OperationName, operationNames } from './operations.js'

const atOnce = 8

/** One answer as it came. @throws what the network says */
export async function answerOf({ url, pathOf }: Contender, operation: OperationName, token: string): Promise<string> {
  const { body } = await request(`${url}${pathOf(operation)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: bodyOf(operation),
    signal: AbortSignal.timeout(20_000),
  })
  return body.text()
}

/**
 * Asks everybody everything for every customer. A gateway that is fast because it answers something else is none.
 *
 * @returns the answers of the first gateway, by operation, in the customers' order
 * @throws Error that names the first answer which is an error, or another than the first gateway's
 */
export async function compareAnswers(
  [first, ...others]: readonly Contender[],
  tokens: readonly string[],
): Promise<Record<OperationName, string[]>> {
  if (first === undefined) throw new Error('there is no gateway to be asked: see BENCH_GATEWAYS')
  const answers = { Home: [], Small: [], List: [] } as Record<OperationName, string[]>
  for (const operation of operationNames)
    await eachOf(tokens, async (token, customer) => {
      const expected = await answerOf(first, operation, token)
      assertFine(first, operation, expected)
      answers[operation][customer] = expected
      for (const other of others) {
        const answer = await answerOf(other, operation, token)
        if (!isDeepStrictEqual(JSON.parse(answer), JSON.parse(expected)))
          throw new Error(`${other.name} answers ${operation} otherwise:\n${answer}\n${first.name}:\n${expected}`)
      }
    })
  return answers
}

function assertFine({ name }: Contender, operation: OperationName, answer: string): void {
  const { data, errors } = JSON.parse(answer) as { data?: unknown; errors?: unknown }
  if (errors !== undefined || data === undefined || data === null || answer.includes('"TemporarilyUnavailable"'))
    throw new Error(`${name} does not answer ${operation}: ${answer.slice(0, 1_000)}`)
}

/** A few at a time. */
async function eachOf<T>(values: readonly T[], act: (value: T, index: number) => Promise<void>): Promise<void> {
  const waiting = values.entries()
  const worker = async (): Promise<void> => {
    for (const [index, value] of waiting) await act(value, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
