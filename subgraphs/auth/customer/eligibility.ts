import { seoulDateOf } from '../../../platform/time/yearMonth.js'

/** What an age makes a customer eligible for; some rate plans are sold only to these. */
export type Eligibility = 'AGE_65_PLUS' | 'AGE_18_MINUS'

/** Eligibility by full years of age in Seoul: 65 and more, 18 and less. None without a birth date ('YYYY-MM-DD'). */
export function eligibilityOf(birthDate: string | null, now: Date): Eligibility[] {
  if (birthDate === null) return []
  const age = ageOn(birthDate, seoulDateOf(now))
  if (age >= 65) return ['AGE_65_PLUS']
  return age <= 18 ? ['AGE_18_MINUS'] : []
}

function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}
