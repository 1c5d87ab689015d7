import { type Check, failed, passed } from './check.js'

const groupNames: Readonly<Record<string, string>> = {
  AGE_65_PLUS: '만 65세 이상',
  AGE_18_MINUS: '만 18세 이하',
}

/** ELIGIBLE: the customer belongs to the group that the product is for. A group that we do not know is not passed. */
export const eligible: Check = async (facts) => {
  const target = await facts.target()
  if (!target) return failed('요금제를 찾을 수 없어 가입 자격을 확인하지 못했습니다.')
  if (target.eligibility === null) return passed('누구나 가입할 수 있는 요금제입니다.')
  if (facts.eligibility.includes(target.eligibility)) return passed('가입 자격이 확인되었습니다.')
  const group = groupNames[target.eligibility]
  return failed(group ? `${group} 고객만 가입할 수 있는 요금제입니다.` : '가입 자격이 필요한 요금제입니다.')
}
