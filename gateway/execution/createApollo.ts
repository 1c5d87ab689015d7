import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { type Logger } from '../../platform/logging/logger.js'
import { type Documents } from '../documents/createDocuments.js'
import { toPublicError } from '../errors/publicError.js'
import { limitsPlugin } from '../limits/limitsPlugin.js'
import { type OperationLimits } from '../limits/operationLimits.js'
import { type RateLimits } from '../rateLimits/createRateLimits.js'
import { limitSignIns } from '../rateLimits/limitSignIns.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type Federation } from './federation.js'
import { type KnownOperations } from './knownOperations.js'
import { requestRules } from './requestRules.js'

export interface ApolloOptions {
  gateway: Federation['gateway']
  documents: Pick<Documents, 'plugin' | 'store'>
  operationLimits: OperationLimits
  known: KnownOperations
  limits: RateLimits
  log: Logger
}

/** Apollo's server, which reads, validates and refuses; nothing of it reports to anyone. */
export function createApollo({
  gateway,
  documents,
  operationLimits,
  known,
  limits,
  log,
}: ApolloOptions): ApolloServer<GatewayContext> {
  const references = new WeakMap<object, string>()
  return new ApolloServer<GatewayContext>({
    gateway,
    // `documents` has a rule of its own for it, which depends on who asks.
    introspection: true,
    documentStore: documents.store,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    parseOptions: { maxTokens: operationLimits.maxTokens },
    logger: log,
    formatError: (formatted, error) => toPublicError(formatted, referenceOf(error, references)),
    plugins: [
      documents.plugin,
      limitsPlugin(operationLimits),
      requestRules({ references, known }),
      limitSignIns(limits),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  })
}

/** The trace id noted for an error of an operation; one from before there was an operation carries its own. */
function referenceOf(error: unknown, references: WeakMap<object, string>): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const noted = references.get(error)
  if (noted !== undefined) return noted
  const { extensions } = error as { extensions?: Record<string, unknown> }
  return typeof extensions?.['reference'] === 'string' ? extensions['reference'] : undefined
}
