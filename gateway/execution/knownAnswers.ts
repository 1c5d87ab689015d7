import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type FormattedExecutionResult, OperationTypeNode } from 'graphql'
import { bodyAtTheDoor } from '../frontDoor/bodyAtTheDoor.js'
import { type KnownCalls } from '../frontDoor/knownCalls.js'
import { type OperationLimits } from '../limits/operationLimits.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { type RequestContexts } from '../request/requestContexts.js'
import { readAsked } from '../responseCache/asked.js'
import { checkVariables } from './checkVariables.js'
import { type Federation } from './federation.js'
import { type HashedOperation, type KnownOperations } from './knownOperations.js'
import { admitOperation, noteAnswer, showError } from './operationRules.js'
import { type Data } from './plan/ownProperty.js'
import { fragmentsOf } from './plan/fragmentsOf.js'
import { tellBrokenPromises } from './valueCompletion.js'

export interface KnownAnswersOptions {
  known: KnownOperations
  /** Is told of queries that need not come this far again. */
  calls: Pick<KnownCalls, 'remember'>
  federation: Pick<Federation, 'current' | 'execute'>
  contextOf: RequestContexts
  limits: Pick<OperationLimits, 'checkCost'>
}

/** Answers a request, or leaves it to Apollo's server: undefined. */
export type AnswerKnown = (request: FastifyRequest, reply: FastifyReply) => Promise<string | undefined>

/**
 * Carries out operations that Apollo's server has seen before without it: of what it does for each request, nothing is left
 * to be done for those but the rules that hang on the caller. Whatever is not plain (another form of request, a refusal,
 * variables that do not fit) is left to it, so that there is one place which says how such things are answered.
 */
export function createKnownAnswers({ known, calls, federation, contextOf, limits }: KnownAnswersOptions): AnswerKnown {
  /** The same body asks the same of whoever sends it. */
  function remember({ operation, variables }: PlainRequest, request: FastifyRequest, context: GatewayContext): void {
    const body = bodyAtTheDoor(request.raw)
    const { document } = context
    if (body === undefined || !document || document.toBeKept) return
    if (operation.operation.operation !== OperationTypeNode.QUERY) return
    calls.remember(request.headers, body, { asked: readAsked(request.body), query: { operation, variables, document } })
  }

  async function admit(
    { operation: { schema, document, operation, hash }, variables }: PlainRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<GatewayContext | undefined> {
    try {
      const context = await contextOf(request, reply)
      context.record.document ??= hash
      admitOperation(document, operation, context)
      // Known with other variables, with which it may have cost less.
      limits.checkCost(operation, () => fragmentsOf(document), variables)
      checkVariables(schema, operation, variables)
      return context
    } catch {
      // Refused: Apollo's server refuses it in the same words.
      return undefined
    }
  }

  return async (request, reply) => {
    const plain = readPlain(request, known)
    if (!plain || plain.operation.schema !== federation.current().schema) return undefined
    const context = await admit(plain, request, reply)
    if (!context) return undefined
    remember(plain, request, context)
    void reply.header('content-type', plainJson)
    return answerOperation(federation, plain, context)
  }
}

/** The type of such an answer. */
export const plainJson = 'application/json; charset=utf-8'

/** Carries out what was admitted, and gives the body of the answer. */
export async function answerOperation(
  federation: Pick<Federation, 'execute'>,
  { operation, variables }: PlainRequest,
  context: GatewayContext,
): Promise<string> {
  const { data = null, errors, extensions } = await federation.execute(operation, variables, context)
  const result: FormattedExecutionResult = { data }
  if (errors) result.errors = errors.map((error) => showError(error, context))
  if (extensions) result.extensions = extensions
  tellBrokenPromises(result, context)
  noteAnswer(result, context)
  return `${JSON.stringify({ errors: result.errors, ...result })}\n`
}

interface PlainRequest {
  operation: HashedOperation
  variables: Data
}

function readPlain({ method, body, headers }: FastifyRequest, known: KnownOperations): PlainRequest | undefined {
  if (method !== 'POST' || !acceptsPlainJson(headers.accept)) return undefined
  const { query, operationName, variables, extensions } = (body ?? {}) as Record<string, unknown>
  if (typeof query !== 'string' || extensions !== undefined) return undefined
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined
  if (variables !== undefined && variables !== null && !isObject(variables)) return undefined
  const operation = known.find(query, operationName ?? undefined)
  return operation && { operation, variables: (variables ?? {}) as Data }
}

/** Whether JSON is what the client would get, without weighing one type against another. */
export function acceptsPlainJson(accept: string | undefined): boolean {
  return accept === undefined || accept === '*/*' || accept === 'application/json'
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
