/** Won as one writes it: `45,000원`, in English `₩45,000`. Whole won, negative for a discount. */
export function formatMoney(won: number, language: string): string {
  const digits = Math.abs(won).toLocaleString('ko-KR')
  const sign = won < 0 ? '-' : ''
  return language === 'ko' ? `${sign}${digits}원` : `${sign}₩${digits}`
}

/** The same with its sign always there, for what grew or shrank; nothing changed is without one. */
export const formatMoneyChange = (won: number, language: string): string =>
  won > 0 ? `+${formatMoney(won, language)}` : formatMoney(won, language)
