/**
 * How much of the contract discount received so far is claimed back when a contract is left before its end, by term.
 * `percent` applies to the discount of the months up to and including `untilMonth`, after the span before it; negative
 * percents lower what the earlier spans claimed. A term that is served owes nothing.
 *
 * Source: the catalogue's tariff rules for the KT network. Operators differ: this is data, and a term without a table
 * has no known clawback.
 */
export const clawbackTables: Readonly<Record<number, readonly ClawbackSpan[]>> = {
  12: [
    { untilMonth: 6, percent: 100 },
    { untilMonth: 9, percent: 50 },
    { untilMonth: 12, percent: 0 },
  ],
  24: [
    { untilMonth: 6, percent: 100 },
    { untilMonth: 12, percent: 60 },
    { untilMonth: 16, percent: 35 },
    { untilMonth: 20, percent: -15 },
    { untilMonth: 24, percent: -40 },
  ],
}

export interface ClawbackSpan {
  untilMonth: number
  percent: number
}
