import { addDays, type LocalDate } from '../seoulTime.js'
import { demoPeople } from './demoPeople.js'
import { createDraw } from './draw.js'
import { koreanName } from './names.js'
import { type Permission } from './permission.js'

export type AgeGroup = 'TEEN' | 'ADULT' | 'SENIOR'

/** One person. What is theirs on the wire is customerInfo; login and birth date only leave by the simulator's own controls. */
export interface Customer {
  index: number
  loginId: string
  customerId: string
  name: string
  birthDate: LocalDate
  ageGroup: AgeGroup
  operatorCode: string
  permissions: Permission[]
  /** 1 to 3. */
  lineCount: number
}

/** What the whole population is computed from. */
export interface PopulationKey {
  seed: number
  /** Seoul's date of the first start: ages, joinings and contracts are laid out around it. */
  anchor: LocalDate
}

export const generatedCustomers = 10_000
/** The demo people come first, then c00001 to c10000. */
export const customerCount = demoPeople.length + generatedCustomers

const customerIdOf = (index: number): string => `KOS${String(index + 1).padStart(7, '0')}`

/** Ages at the anchor date, with the weight of each group. */
const ages: Record<AgeGroup, { low: number; high: number }> = {
  TEEN: { low: 9, high: 17 },
  ADULT: { low: 20, high: 63 },
  SENIOR: { low: 66, high: 88 },
}

const ageGroupOf = (unit: number): AgeGroup => (unit < 0.07 ? 'TEEN' : unit < 0.19 ? 'SENIOR' : 'ADULT')

/** The customer at a place, 0 up to `customerCount`; the same for the same key, always. */
export function customerAt(key: PopulationKey, index: number): Customer {
  const customerId = customerIdOf(index)
  const demo = demoPeople[index]
  if (demo) {
    const { lines, ...person } = demo
    return { ...person, index, customerId, ageGroup: 'ADULT', operatorCode: 'KT', lineCount: lines.length }
  }
  const draw = createDraw(key.seed, 1, index)
  const ageGroup = ageGroupOf(draw.unit('ageGroup'))
  const { low, high } = ages[ageGroup]
  const lineDraw = draw.unit('lineCount')
  return {
    index,
    loginId: `c${String(index - demoPeople.length + 1).padStart(5, '0')}`,
    customerId,
    name: koreanName(draw),
    birthDate: addDays(key.anchor, -draw.int('birth', low * 366, (high + 1) * 365)),
    ageGroup,
    operatorCode: draw.chance('otherOperator', 0.005) ? draw.pick('operator', ['SKT', 'LGU']) : 'KT',
    permissions: draw.chance('readOnly', 0.12) ? ['BILL_INQUIRY'] : ['BILL_INQUIRY', 'PRODUCT_CHANGE'],
    lineCount: lineDraw < 0.72 ? 1 : lineDraw < 0.93 ? 2 : 3,
  }
}

/** The operator signs in like everyone else and has no line. */
export const operator = {
  loginId: 'operator',
  customerId: customerIdOf(customerCount),
  customerName: '운영자',
  birthDate: '1985-05-05',
  operatorCode: 'KT',
  permissions: ['OPERATOR'] satisfies Permission[],
  lines: [],
}
