import { type Check, failed, passed } from './check.js'

/** NO_OTHER_CHANGE: no change of the line is under way with us. */
export const noOtherChange: Check = async (facts) =>
  (await facts.hasActiveChange())
    ? failed('이미 진행 중인 요금제 변경이 있습니다.')
    : passed('진행 중인 다른 변경이 없습니다.')
