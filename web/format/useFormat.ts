import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDataAmount, formatUsage } from './dataAmount.js'
import {
  formatDate,
  formatDateOfYear,
  formatDateTime,
  formatDateTimeWithSeconds,
  formatTime,
  formatTimeWithSeconds,
} from './dateTime.js'
import { formatMoney, formatMoneyChange } from './money.js'
import { formatMonth, formatYearMonth } from './yearMonth.js'

/** The ways in which figures and times are written, in the language of the page. */
export function useFormat() {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo(
    () => ({
      money: (won: number) => formatMoney(won, language),
      moneyChange: (won: number) => formatMoneyChange(won, language),
      yearMonth: (month: string) => formatYearMonth(month, language),
      month: (month: string) => formatMonth(month, language),
      dateTime: (instant: string) => formatDateTime(instant, language),
      dateTimeWithSeconds: (instant: string) => formatDateTimeWithSeconds(instant, language),
      time: (instant: string) => formatTime(instant, language),
      timeWithSeconds: (instant: string) => formatTimeWithSeconds(instant, language),
      date: (day: string) => formatDate(day, language),
      dateOfYear: (day: string) => formatDateOfYear(day, language),
      usage: (amount: number, unit: Parameters<typeof formatUsage>[1]) => formatUsage(amount, unit, language),
      dataAmount: formatDataAmount,
    }),
    [language],
  )
}
