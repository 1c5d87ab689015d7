import { KosUnavailable } from '../../kos/client/kosUnavailable.js'
import { type TemporarilyUnavailable } from './generated/resolverTypes.js'

/** Gives `TemporarilyUnavailable` where KOS could not be asked; any other failure passes on. */
export async function orTemporarilyUnavailable<T>(
  answer: Promise<T>,
): Promise<T | (TemporarilyUnavailable & { __typename: 'TemporarilyUnavailable' })> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof KosUnavailable)) throw error
    return {
      __typename: 'TemporarilyUnavailable',
      message: '지금은 통신사에서 정보를 가져올 수 없습니다. 잠시 후 다시 시도해주세요.',
      retryAfterSeconds: error.retryAfterSeconds,
    }
  }
}
