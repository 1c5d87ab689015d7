import { useQuery } from 'urql'
import { LineStandingDocument, type LineStandingQuery } from '../generated/operations.js'
import { useKept } from '../graphql/useKept.js'

export type LineStanding = NonNullable<LineStandingQuery['line']>

/** The line's plan, and the change that is under way. What was known stays when asking again fails. */
export function useLineStanding(lineId: string) {
  const [{ data, error, fetching }, ask] = useQuery({ query: LineStandingDocument, variables: { lineId } })
  const answer = data?.line
  return {
    line: useKept<LineStanding>(answer, lineId),
    error,
    isAsking: fetching,
    askAgain: () => ask({ requestPolicy: 'network-only' }),
  }
}
