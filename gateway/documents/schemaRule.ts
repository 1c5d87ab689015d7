import { BREAK, type DocumentNode, visit } from 'graphql'
import { refusal } from '../errors/refusal.js'
import { type GatewayContext } from '../request/gatewayContext.js'
import { withoutSuggestions } from './suggestions.js'

type Sender = Pick<GatewayContext, 'document'>

/** @throws GraphQLError BAD_USER_INPUT when a document asks for the schema and its sender may not see it. */
export function refuseSchema(asked: DocumentNode, { document }: Sender): void {
  if (document?.maySeeSchema === true || !asksForSchema(asked)) return
  throw refusal('The schema is not shown here: __schema and __type are not answered.', 'BAD_USER_INPUT', 400)
}

/** Takes the names that errors suggest out of their messages where the sender may not see the schema. */
export function hideSuggestions(errors: readonly { message: string }[], { document }: Sender): void {
  if (document?.maySeeSchema === true) return
  for (const error of errors) error.message = withoutSuggestions(error.message)
}

const schemaAskers = new WeakMap<DocumentNode, boolean>()

function asksForSchema(document: DocumentNode): boolean {
  const known = schemaAskers.get(document)
  if (known !== undefined) return known
  let found = false
  visit(document, {
    Field({ name }) {
      if (name.value !== '__schema' && name.value !== '__type') return undefined
      found = true
      return BREAK
    },
  })
  schemaAskers.set(document, found)
  return found
}
