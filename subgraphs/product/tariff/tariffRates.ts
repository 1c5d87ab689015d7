/**
 * What one more second, message or megabyte costs once the allowance is used up, in won with VAT.
 *
 * Source: the catalogue's tariff rules ("voice over the allowance 1.98 KRW a second, SMS 22 KRW, data 22.528 KRW a
 * MB, capped at 165,000 KRW a month"). The rates are kept in thousandths of a won, so that the arithmetic is exact.
 */
export const tariffRates = {
  voiceMilliwonPerSecond: 1_980,
  smsMilliwon: 22_000,
  dataMilliwonPerMb: 22_528,
  /** Metered data never costs more than this in one month, won. */
  dataCapWon: 165_000,
  /** 22.528 KRW a MB is 0.022 KRW a KB times 1,024: the tariff counts in binary units. */
  mbPerGb: 1_024,
} as const
