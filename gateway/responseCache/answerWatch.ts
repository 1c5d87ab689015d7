import { type DocumentNode, type ExecutionResult, type OperationDefinitionNode, OperationTypeNode } from 'graphql'
import { readMaxAge } from './cacheControlHeader.js'

type Operation = { document: DocumentNode; operation: OperationDefinitionNode }

/** What is learned of an answer on its way, so that it can be kept. */
export interface AnswerWatch {
  /** To be told with each answer of a subgraph, shared ones too: its `cache-control`, null where there is none. */
  heard(cacheControl: string | null): void
  /** What an operation came to; null when it threw. */
  saw(operation: Operation, result: ExecutionResult | null): void
  /** The operation that was answered, and whether all of it was; null as long as it is not known. */
  readonly answered: (Operation & { whole: boolean }) | null
  /** For how long the subgraphs let it be kept; 0 where none was asked. */
  readonly mostSeconds: number
}

/** @param spoil to be called for what is no query: its answer is never kept */
export function createAnswerWatch(spoil: () => void): AnswerWatch {
  let answered: AnswerWatch['answered'] = null
  let mostSeconds: number | null = null
  return {
    heard(cacheControl) {
      mostSeconds = Math.min(mostSeconds ?? Infinity, readMaxAge(cacheControl))
    },
    saw({ operation, document }, result) {
      if (operation.operation !== OperationTypeNode.QUERY) spoil()
      const { data, errors = [], extensions } = result ?? {}
      const whole = data !== undefined && data !== null && errors.length === 0 && extensions === undefined
      answered = { document, operation, whole }
    },
    get answered() {
      return answered
    },
    get mostSeconds() {
      return mostSeconds ?? 0
    },
  }
}
