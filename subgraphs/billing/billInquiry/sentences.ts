import { type YearMonth } from '../../../platform/time/yearMonth.js'

/** What the customer reads where there is no bill to show: three different things, each said plainly. */
export function notIssuedSentence(month: YearMonth, current: YearMonth): string {
  const name = `${Number(month.slice(0, 4))}년 ${Number(month.slice(5))}월`
  return month > current ? `${name} 요금은 아직 청구되지 않았습니다.` : `${name}에는 청구된 요금이 없습니다.`
}

export const lineNotActiveSentence = '정지 또는 해지되어 이용 중이 아닌 회선입니다. 요금을 조회할 수 없습니다.'

export const unavailableSentence = '지금은 통신사에서 요금 정보를 가져올 수 없습니다. 잠시 후 다시 시도해 주세요.'
