import { type CommandOutcome } from '../../../saga/productChange/commands/commandProductChange.js'
import { type ChangeView } from '../../../saga/productChange/domain/projection.js'
import { type ChangeNotCancellable } from '../generated/resolverTypes.js'

type Refused = 'ChangeNotCancellable' | 'ChangeNotWaiting'

/** The words of the schema for what came of a command. */
interface CommandPayload<Type extends Refused> {
  change: ChangeView | null
  userErrors: (Omit<ChangeNotCancellable, '__typename' | 'change'> & { __typename: Type; change: ChangeView })[]
}

/** What came of a cancellation. One that is cancelled already is. */
export function cancelPayload(outcome: CommandOutcome): CommandPayload<'ChangeNotCancellable'> {
  const { change } = outcome
  if (outcome.kind === 'done' || outcome.refusal === 'ALREADY_DONE') return { change, userErrors: [] }
  const error: CommandPayload<'ChangeNotCancellable'>['userErrors'][number] = {
    __typename: 'ChangeNotCancellable',
    code: 'CHANGE_NOT_CANCELLABLE',
    message: '통신사에 이미 요청되었거나 끝난 변경은 취소할 수 없습니다.',
    path: ['input', 'id'],
    change,
  }
  return { change: null, userErrors: [error] }
}

/** What came of an operator's command. */
export function operatePayload(outcome: CommandOutcome): CommandPayload<'ChangeNotWaiting'> {
  const { change } = outcome
  if (outcome.kind === 'done') return { change, userErrors: [] }
  const error: CommandPayload<'ChangeNotWaiting'>['userErrors'][number] = {
    __typename: 'ChangeNotWaiting',
    code: 'CHANGE_NOT_WAITING',
    message: '담당자의 처리를 기다리는 변경이 아닙니다.',
    path: ['input', 'id'],
    change,
  }
  return { change: null, userErrors: [error] }
}
