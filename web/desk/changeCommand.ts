import { type Client } from 'urql'
import {
  DeskAddChangeNoteDocument,
  DeskCompensateChangeDocument,
  DeskMarkChangeAppliedDocument,
  DeskRetryChangeDocument,
  type ProductChangeErrorCode,
  type ProductChangeStatus,
} from '../generated/operations.js'

/** What an operator may have done to a change. */
const changeCommands = ['retry', 'markApplied', 'compensate', 'note'] as const

export type ChangeCommand = (typeof changeCommands)[number]

/** What goes with a command. The order number is for `markApplied` alone. */
export interface CommandInput {
  id: string
  reason: string
  kosOrderNumber: string
}

/** Why a change was left as it is. The message is the API's, in Korean. */
export interface CommandRefusal {
  code: ProductChangeErrorCode
  message: string
}

/** As the API has it: characters of a reason or a note, and the shape of an order number. */
export const longestReason = 500
export const orderNumberPattern = /^[A-Za-z0-9-]{1,40}$/

/** A change that waits for a person is decided on; a note may be put to any. */
export const commandsFor = (status: ProductChangeStatus): readonly ChangeCommand[] =>
  status === 'NEEDS_ATTENTION' ? changeCommands : ['note']

/**
 * Has it done.
 *
 * @returns why it was not; null when it was
 * @throws urql's error when it is not known, or the input was not taken
 */
export async function carryOut(
  client: Pick<Client, 'mutation'>,
  command: ChangeCommand,
  { id, reason, kosOrderNumber }: CommandInput,
): Promise<CommandRefusal | null> {
  const { data, error } = await send()
  if (!data) throw error ?? new Error('no answer')
  const [payload] = Object.values(data) as { userErrors: CommandRefusal[] }[]
  return payload?.userErrors[0] ?? null

  function send() {
    switch (command) {
      case 'retry':
        return client.mutation(DeskRetryChangeDocument, { input: { id, reason } }).toPromise()
      case 'markApplied':
        return client.mutation(DeskMarkChangeAppliedDocument, { input: { id, reason, kosOrderNumber } }).toPromise()
      case 'compensate':
        return client.mutation(DeskCompensateChangeDocument, { input: { id, reason } }).toPromise()
      case 'note':
        return client.mutation(DeskAddChangeNoteDocument, { input: { id, note: reason } }).toPromise()
    }
  }
}
