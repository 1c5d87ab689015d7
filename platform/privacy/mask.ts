/**
 * The one pattern by which names and numbers are masked, on screen and in logs. There is only one on purpose: two
 * different masks of one number reveal it together.
 */

/** 홍길동 → 홍*동, 김수 → 김*, 남궁민수 → 남**수. */
export function maskName(name: string): string {
  const letters = [...name.trim()]
  if (letters.length <= 1) return '*'
  if (letters.length === 2) return `${letters[0]}*`
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`
}

/** 01012345678 → 010-1234-****. What is no mobile number is masked whole. */
export function maskNumber(lineNumber: string): string {
  const parts = /^(010)(\d{4})\d{4}$/.exec(lineNumber)
  return parts ? `${parts[1]}-${parts[2]}-****` : '***'
}

const numbersInText = /(?<!\d)010[-. ]?(\d{4})[-. ]?\d{4}(?!\d)/g

/** Masks every mobile number inside a text: the last guard in front of the log. */
export function maskNumbersIn(text: string): string {
  return text.replace(numbersInText, '010-$1-****')
}
