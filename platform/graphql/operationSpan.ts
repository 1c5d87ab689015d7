import { type ApolloServerPlugin, type BaseContext } from '@apollo/server'
import { currentSpan } from '../telemetry/currentTrace.js'

/** Tells the span of a request which operation it was and which codes its errors had. */
export const operationSpan: ApolloServerPlugin<BaseContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, operationName }) {
        const span = currentSpan()
        if (operation) span?.set('graphql.operation.type', operation.operation)
        if (operationName !== null) span?.set('graphql.operation.name', operationName.slice(0, 100))
        return Promise.resolve()
      },
      willSendResponse({ response: { body } }) {
        if (body.kind !== 'single') return Promise.resolve()
        const codes = new Set((body.singleResult.errors ?? []).map(({ extensions }) => String(extensions?.['code'])))
        if (codes.size === 0) return Promise.resolve()
        const span = currentSpan()
        span?.set('yogeum.codes', [...codes].join())
        // What was refused on purpose is no failure of ours.
        if (codes.has('INTERNAL_SERVER_ERROR') || codes.has('SERVICE_UNAVAILABLE')) span?.fail()
        return Promise.resolve()
      },
    }),
}
