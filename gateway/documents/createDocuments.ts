import { type ApolloServerPlugin } from '@apollo/server'
import { type FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { type Logger } from '../../platform/logging/logger.js'
import { type Clock } from '../../platform/time/clock.js'
import { type GatewayConfig } from '../config.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type RequestRecord } from '../request/requestRecord.js'
import { documentPolicy, type DocumentSender, senderOf } from './documentPolicy.js'
import { documentRules } from './documentRules.js'
import { createDocumentStore, type DocumentStore } from './documentStore.js'
import { createPersistedQueries } from './persistedQueries.js'
import { type AcceptedDocument, resolveDocument } from './resolveDocument.js'
import { isRecord, readSentDocument, type SentDocument, spelledOut } from './sentDocument.js'
import { refuseBroken, type TrustedDocuments } from './trustedDocuments.js'

/** Which documents are carried out, for whom. */
export interface Documents extends Pick<TrustedDocuments, 'all' | 'brokenBy' | 'hasOperation'> {
  /**
   * The document of a request, the same however often it is asked for; null when the request names none.
   *
   * @throws GraphQLError as `resolveDocument` does.
   */
  of(request: FastifyRequest): Promise<AcceptedDocument | null>
  /** The same for what did not come by HTTP. */
  resolve(sent: SentDocument, sender: DocumentSender): Promise<AcceptedDocument | null>
  /** Adds the document of a request to its context, noted for the log line. @throws GraphQLError as `of` does. */
  admit(request: FastifyRequest, context: GatewayContext): Promise<GatewayContext>
  /** Puts the text into a body that names its document otherwise, so that whoever comes after reads it as any other. */
  spellOut(request: FastifyRequest): Promise<void>
  /** To be called when a request was carried out: when data came of it, its sender may name the document from now on. */
  answered(request: FastifyRequest, record: Pick<RequestRecord, 'hasData'>): void
  /** The same for what did not come by HTTP, to be called when it begins. */
  carriedOut(document: AcceptedDocument): void
  /** For Apollo. */
  plugin: ApolloServerPlugin<GatewayContext>
  store: DocumentStore
  stop(): void
}

/**
 * @param schema the one in force; one that follows has to be shown to `brokenBy` first.
 * @throws ConfigError when a trusted document is not valid over the schema.
 */
export function createDocuments({
  trusted,
  schema,
  config,
  clock,
  log,
}: {
  trusted: TrustedDocuments
  schema: GraphQLSchema
  config: Pick<GatewayConfig, 'NODE_ENV' | 'ADHOC_OPERATIONS' | 'GATEWAY_INTROSPECTION' | 'REDIS_URL'>
  clock: Clock
  log: Logger
}): Documents {
  refuseBroken(trusted, schema)
  const rights = documentPolicy(config)
  if (!rights.browser.adHoc && trusted.all().length === 0) {
    log.warn('there is no trusted document: sessions of browsers can do nothing')
  }
  const persisted = createPersistedQueries({ redisUrl: config.REDIS_URL, clock, log })
  const resolved = new WeakMap<FastifyRequest, Promise<AcceptedDocument | null>>()
  const toBeKept = new WeakMap<FastifyRequest, AcceptedDocument>()

  const resolve: Documents['resolve'] = (sent, sender) => resolveDocument(sent, rights[sender], { trusted, persisted })

  function of(request: FastifyRequest): Promise<AcceptedDocument | null> {
    const known = resolved.get(request)
    if (known) return known
    const document = resolve(readSentDocument(request), senderOf(request.headers.cookie))
    resolved.set(request, document)
    return document
  }

  function carriedOut({ toBeKept, hash, text }: AcceptedDocument): void {
    if (toBeKept) persisted.keep(hash, text)
  }

  return {
    all: () => trusted.all(),
    brokenBy: (next) => trusted.brokenBy(next),
    hasOperation: (name) => trusted.hasOperation(name),
    of,
    resolve,
    async admit(request, context) {
      try {
        const document = await of(request)
        if (document !== null) {
          context.record.document = document.hash
          context.document = document
          if (document.toBeKept) toBeKept.set(request, document)
        }
        return context
      } catch (error) {
        if (error instanceof GraphQLError) context.record.codes.push(String(error.extensions['code']))
        throw error
      }
    },
    async spellOut(request) {
      const document = await of(request).catch(() => null)
      if (document !== null && isRecord(request.body)) request.body = spelledOut(request.body, document.text)
    },
    answered(request, { hasData }) {
      const document = hasData ? toBeKept.get(request) : undefined
      if (document) carriedOut(document)
    },
    carriedOut,
    plugin: documentRules,
    store: createDocumentStore(trusted),
    stop: () => persisted.stop(),
  }
}
