import { operator, type Customer } from '../population/customers.js'
import { demoPeople } from '../population/demoPeople.js'
import { type LineStatus } from '../population/lineFacts.js'
import { type Permission } from '../population/permission.js'
import { type Population } from '../population/population.js'

/** A person as whoever seeds accounts needs them. `productCode` is from before any change through the wire. */
export interface Person {
  loginId: string
  customerId: string
  customerName: string
  birthDate: string
  operatorCode: string
  permissions: Permission[]
  lines: { lineNumber: string; lineStatus: LineStatus; productCode: string }[]
}

const personOf = (population: Population, customer: Customer): Person => ({
  loginId: customer.loginId,
  customerId: customer.customerId,
  customerName: customer.name,
  birthDate: customer.birthDate,
  operatorCode: customer.operatorCode,
  permissions: customer.permissions,
  lines: population.linesOf(customer).map(({ lineNumber, status, firstPlan, changes }) => ({
    lineNumber,
    lineStatus: status,
    productCode: changes.at(-1)?.to ?? firstPlan,
  })),
})

/** demo01 to demo05, the operator, then c00001 and on. */
const placeOf = (index: number): number | 'operator' =>
  index === demoPeople.length ? 'operator' : index < demoPeople.length ? index : index - 1

/** A page of all people. */
export function listPeople(population: Population, offset: number, limit: number): Person[] {
  const end = Math.min(offset + limit, population.customerCount + 1)
  return Array.from({ length: Math.max(0, end - offset) }, (_, i) => {
    const place = placeOf(offset + i)
    return place === 'operator' ? operator : personOf(population, population.customer(place))
  })
}

/** Null where nobody signs in so. */
export function findPerson(population: Population, loginId: string): Person | null {
  if (loginId === operator.loginId) return operator
  const [, kind, digits] = /^(demo|c)(\d{2,5})$/.exec(loginId) ?? []
  const index = kind === 'demo' ? Number(digits) - 1 : Number(digits) - 1 + demoPeople.length
  if (!Number.isInteger(index) || index < 0 || index >= population.customerCount) return null
  const customer = population.customer(index)
  return customer.loginId === loginId ? personOf(population, customer) : null
}
