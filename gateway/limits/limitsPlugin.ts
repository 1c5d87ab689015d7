import { type ApolloServerPlugin } from '@apollo/server'
import { type DocumentNode, Kind } from 'graphql'
import { fragmentsOf } from '../execution/plan/fragmentsOf.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type OperationLimits } from './operationLimits.js'
import { type OverLimit, tooComplex, tooComplexCode } from './overLimit.js'

/**
 * Holds what Apollo Server carries out to the limits. An error can leave its pipeline no earlier than from
 * `didResolveOperation`, after validation, which is what has to be spared: so a document over the limits is replaced by
 * an empty one, which takes no time and says there why it is refused. Apollo keeps it in place of the document, and
 * refuses the next one like it without even parsing.
 */
export function limitsPlugin(limits: OperationLimits): ApolloServerPlugin<GatewayContext> {
  const refused = new WeakMap<DocumentNode, OverLimit>()

  function spareValidation(request: { document?: DocumentNode }): void {
    const over = request.document && limits.shapeOver(request.document)
    if (!over) return
    request.document = { kind: Kind.DOCUMENT, definitions: [] }
    refused.set(request.document, over)
  }

  return {
    requestDidStart: () =>
      Promise.resolve({
        validationDidStart: (request) => settled(() => spareValidation(request)),
        didResolveOperation: ({ document, operation, request }) =>
          settled(() => {
            const over = refused.get(document)
            if (over) throw tooComplex(over)
            if (operation) limits.checkCost(operation, () => fragmentsOf(document), request.variables)
          }),
        didEncounterErrors: ({ errors }) =>
          settled(() => {
            for (const error of errors) {
              const over = limits.tokensOver(error.originalError)
              if (over) Object.assign(error.extensions, over, { code: tooComplexCode })
            }
          }),
      }),
  }
}

/** Apollo's hooks are asynchronous, and these rules are not. */
function settled(rule: () => void): Promise<void> {
  return Promise.resolve().then(rule)
}
