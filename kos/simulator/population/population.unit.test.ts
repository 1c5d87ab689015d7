import { describe, expect, it } from '@jest/globals'
import { findPlan } from '../catalogue.js'
import { wholeMonths } from '../seoulTime.js'
import { createPhoneNumbers } from './phoneNumbers.js'
import { createPopulation } from './population.js'

const key = { seed: 20_260_901, anchor: '2026-11-22' }
const population = createPopulation(key)
const customers = Array.from({ length: population.customerCount }, (_, index) => population.customer(index))
const everyLine = customers.flatMap((customer) => population.linesOf(customer).map((line) => ({ customer, line })))

describe('KOS simulator: population', () => {
  it('has 10,000 customers and the demo people, with one to three lines each', () => {
    expect(customers).toHaveLength(10_005)
    expect(new Set(customers.map(({ lineCount }) => lineCount))).toEqual(new Set([1, 2, 3]))
    expect(customers[5]).toMatchObject({ loginId: 'c00001', customerId: 'KOS0000006' })
    expect(customers.at(-1)).toMatchObject({ loginId: 'c10000' })
    expect(customers.filter(({ name }) => !/^[가-힣]{3}$/.test(name))).toEqual([])
  })

  it('is the same for the same key, and another for another seed', () => {
    const again = createPopulation({ ...key })
    for (const index of [0, 7, 4_711, 10_004]) {
      expect(again.linesOf(again.customer(index))).toEqual(population.linesOf(population.customer(index)))
    }
    const other = createPopulation({ ...key, seed: 1 })
    expect(other.linesOf(other.customer(7))[0]?.lineNumber).not.toBe(
      population.linesOf(population.customer(7))[0]?.lineNumber,
    )
  })

  it('gives every line a number of its own that leads back to it', () => {
    expect(new Set(everyLine.map(({ line }) => line.lineNumber)).size).toBe(everyLine.length)
    const astray = everyLine
      .filter((_, index) => index % 5 === 0)
      .filter(({ customer, line }) => {
        const found = population.find(line.lineNumber)
        return (
          !/^010[2-9]\d{7}$/.test(line.lineNumber) ||
          found?.line.index !== line.index ||
          found.customer.index !== customer.index
        )
      })
    expect(astray).toEqual([])
    for (const { customer, line } of everyLine.slice(0, 200))
      expect(population.find(line.lineNumber)).toEqual({ customer, line })
  })

  it('finds nobody under any other number', () => {
    const known = new Set(everyLine.map(({ line }) => line.lineNumber))
    for (let i = 0; i < 1_000; i += 1) {
      const number = `010${20_000_000 + i * 79_999}`
      if (!known.has(number)) expect(population.find(number)).toBeNull()
    }
    for (const number of ['', '010', '01012345678', '0101234567', '01112345678', '0102345678x'])
      expect(population.find(number)).toBeNull()
  })

  it('turns places into phone numbers and back, one to one', () => {
    const numbers = createPhoneNumbers(99)
    for (const index of [0, 1, 29_999, 1_000_000, 79_999_999])
      expect(numbers.indexOf(numbers.numberOf(index))).toBe(index)
  })

  it.each([
    ['suspended', 0.02, 0.04, (l: (typeof everyLine)[number]) => l.line.status === 'SUSPENDED'],
    ['terminated', 0.01, 0.03, (l: (typeof everyLine)[number]) => l.line.status === 'TERMINATED'],
    [
      'on the discontinued plan',
      0.01,
      0.05,
      (l: (typeof everyLine)[number]) => findPlan(l.line.firstPlan)?.status === 'DISCONTINUED',
    ],
    ['overdue', 0.03, 0.05, (l: (typeof everyLine)[number]) => l.line.unpaidFrom !== null],
    ['on instalments', 0.18, 0.26, (l: (typeof everyLine)[number]) => l.line.device !== null],
    ['under contract', 0.1, 0.35, (l: (typeof everyLine)[number]) => l.line.contract !== null],
    [
      'joined within the year',
      0.08,
      0.12,
      (l: (typeof everyLine)[number]) => wholeMonths(l.line.joinDate, key.anchor) < 12,
    ],
    ['of another operator', 0.002, 0.009, (l: (typeof everyLine)[number]) => l.customer.operatorCode !== 'KT'],
    ['65 and older', 0.1, 0.14, (l: (typeof everyLine)[number]) => l.customer.ageGroup === 'SENIOR'],
    ['under 19', 0.05, 0.09, (l: (typeof everyLine)[number]) => l.customer.ageGroup === 'TEEN'],
  ])('has its share of lines %s', (_what, low, high, test) => {
    const share = everyLine.filter(test).length / everyLine.length
    expect(share).toBeGreaterThan(low)
    expect(share).toBeLessThan(high)
  })

  it('puts people only on plans for their age, and contracts only where the plan allows the term', () => {
    const wrong = everyLine.filter(({ customer, line }) => {
      const plan = findPlan(line.firstPlan)
      const age = Math.floor(wholeMonths(customer.birthDate, key.anchor) / 12)
      return (
        (plan?.eligibility === 'AGE_65_PLUS' && age < 65) ||
        (plan?.eligibility === 'AGE_18_MINUS' && age > 18) ||
        (line.contract && !plan?.contractTermsMonths.includes(line.contract.months)) ||
        line.joinDate > key.anchor
      )
    })
    expect(wrong).toEqual([])
  })

  it('knows the demo people of the walkthrough', () => {
    const [demo01, demo02, demo03, demo04, demo05] = customers.slice(0, 5).map((customer) => ({
      customer,
      lines: population.linesOf(customer),
    }))
    expect(demo01?.lines.map(({ firstPlan, status }) => [firstPlan, status])).toEqual([
      ['LTE-MAX-011', 'ACTIVE'],
      ['5G-PLUS-030', 'ACTIVE'],
      ['3G-OLD-001', 'ACTIVE'],
    ])
    expect(demo02?.customer.permissions).toEqual(['BILL_INQUIRY'])
    expect(demo03?.lines.map(({ status }) => status)).toEqual(['SUSPENDED'])
    expect(demo04?.lines[0]?.changes).toEqual([{ on: '2026-11-12', time: '11:20:35', to: 'LTE-PLUS-007' }])
    expect(demo05?.lines[0]).toMatchObject({ contract: { months: 12 }, device: { months: 24 } })
  })
})
