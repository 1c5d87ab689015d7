import { customerAt, customerCount, type Customer, type PopulationKey } from './customers.js'
import { type LineFacts } from './lineFacts.js'
import { lineOf } from './lines.js'
import { createPhoneNumbers } from './phoneNumbers.js'

const mostLines = 3

/**
 * Ten thousand customers and the demo people, none of them stored: each is a pure function of seed, anchor date and
 * place, and a phone number leads back to its place, so an inquiry computes one line and nothing else.
 */
export interface Population {
  key: PopulationKey
  customerCount: number
  customer(index: number): Customer
  linesOf(customer: Customer): LineFacts[]
  /** Null where nobody has that number. */
  find(lineNumber: string): { customer: Customer; line: LineFacts } | null
}

/** The population of a seed and an anchor date. */
export function createPopulation(key: PopulationKey): Population {
  const numbers = createPhoneNumbers(key.seed)
  const line = (customer: Customer, ordinal: number): LineFacts => {
    const index = customer.index * mostLines + ordinal
    return lineOf(key, customer, ordinal, index, numbers.numberOf(index))
  }
  return {
    key,
    customerCount,
    customer: (index) => customerAt(key, index),
    linesOf: (customer) => Array.from({ length: customer.lineCount }, (_, ordinal) => line(customer, ordinal)),
    find(lineNumber) {
      const index = numbers.indexOf(lineNumber)
      if (index === null || index < 0 || index >= customerCount * mostLines) return null
      const customer = customerAt(key, Math.floor(index / mostLines))
      const ordinal = index % mostLines
      return ordinal < customer.lineCount ? { customer, line: line(customer, ordinal) } : null
    },
  }
}
